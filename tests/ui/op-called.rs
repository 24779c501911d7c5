//! An op called like a function.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            Self::cpu_allocated(policy, cpu);
            cpu.run_idle();
        }
        fn cpu_allocated(_policy: &Sched<Self>, _cpu: &Cpu<Self>) {}
    }
}

fn main() {}
