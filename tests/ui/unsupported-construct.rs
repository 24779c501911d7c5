//! A closure, which is the first thing that one misses.

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
            let twice = |n: u32| n * 2;
            policy.count.set(twice(cpu.id()));
            cpu.run_idle();
        }
    }
}

fn main() {}
