//! Loops in loops, and in helpers, that take too many turns together.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        count: u32,
    }

    fn sum() -> u32 {
        let mut sum = 0;
        for i in 0..500 {
            sum += i;
        }
        sum
    }
    fn more() -> u32 {
        sum()
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            for i in 0..100u32 {
                for j in 0..100u32 {
                    if i == j {
                        policy.count.set(i);
                    }
                }
            }
            for i in 0..100u32 {
                policy.count.set(more());
            }
            cpu.run_idle();
        }
    }
}

fn main() {}
