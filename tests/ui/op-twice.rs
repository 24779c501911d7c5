//! The same op twice.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
        fn pick_next_task(_policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.yield_to_parent();
        }
    }
}

fn main() {}
