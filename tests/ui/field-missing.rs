//! A struct with a field left out.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    pub struct Pair {
        low: u32,
        high: u32,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let pair = Pair { low: 1 };
            cpu.run_idle();
        }
    }
}

fn main() {}
