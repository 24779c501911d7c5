//! Labels, and a loop with a value.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            'outer: for i in 0..4 {
                for j in 0..4 {
                    if i == j {
                        continue 'outer;
                    }
                }
            }
            let found = 'block: {
                break 'block 3;
            };
            cpu.run_idle();
        }
    }
}

fn main() {}
