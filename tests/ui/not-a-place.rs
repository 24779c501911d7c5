//! Assignments to what cannot be assigned to.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        count: u32,
        #[locked]
        total: u32,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            policy.count = 1;
            cpu.id() += 1;
            policy.count.get() = 3;
            cpu.run_idle();
        }
    }
}

fn main() {}
