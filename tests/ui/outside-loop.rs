//! `break` and `continue` without a loop around them.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            if cpu.id() == 0 {
                break;
            }
            if cpu.id() == 1 {
                continue;
            }
            cpu.run_idle();
        }
    }
}

fn main() {}
