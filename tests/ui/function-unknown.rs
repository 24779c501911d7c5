//! A function that is not in the module.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let cost = std::cmp::max(cpu.id(), 3);
            prepare(cost);
            cpu.run_idle();
        }
    }
}

fn main() {}
