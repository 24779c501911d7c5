//! A macro whose arguments are no expressions.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {  }
    
    

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) { assert!(cpu.id() < 8 "too many"); cpu.run_idle(); }
        
    }
}

fn main() {}
