//! Loops over what is no range.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            for n in [1, 2, 3] {
                policy.request_cpus(n);
            }
            for n in (0..8).rev() {
                policy.request_cpus(n);
            }
            for (a, b) in 0..3 {}
            cpu.run_idle();
        }
    }
}

fn main() {}
