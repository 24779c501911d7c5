//! An op that there is not: a misspelt name, and a helper in the wrong place.

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
        fn cpu_alocated(_policy: &Sched<Self>, _cpu: &Cpu<Self>) {}
        fn helper() {}
    }
}

fn main() {}
