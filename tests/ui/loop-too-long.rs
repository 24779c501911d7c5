//! More turns than the verifier walks.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            for i in 0..1_000_000 {
                if cpu.id() == i {
                    break;
                }
            }
            cpu.run_idle();
        }
    }
}

fn main() {}
