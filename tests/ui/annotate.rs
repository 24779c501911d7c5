//! A type that nothing tells.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut nothing = None;
            let least = 3.min(4);
            cpu.run_idle();
        }
    }
}

fn main() {}
