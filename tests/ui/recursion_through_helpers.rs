//! Functions that call each other in a circle.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    fn even(n: u64) -> bool {
        if n == 0 { true } else { odd(n - 1) }
    }
    fn odd(n: u64) -> bool {
        if n == 0 { false } else { not_even(n) }
    }
    fn not_even(n: u64) -> bool {
        !even(n)
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            if even(3) {
                cpu.run_idle();
            }
        }
    }
}

fn main() {}
