//! Loops over what is no range.

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
            for n in [1, 2, 3] {
                policy.count.set(n);
            }
            for n in (0..8).rev() {
                policy.count.set(n);
            }
            for (a, b) in 0..3 {}
            cpu.run_idle();
        }
    }
}

fn main() {}
