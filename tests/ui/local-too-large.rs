//! A variable that takes half of the stack.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        count: u32,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let table = [0u64; 64];
            policy.count.set(table[3] as u32);
            cpu.run_idle();
        }
    }
}

fn main() {}
