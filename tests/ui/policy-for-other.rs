//! The policy of some other struct.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    pub struct Other {
        count: u32,
    }

    impl ThreadScheduler for Other {
        fn pick_next_task(policy: &Sched<Policy>, cpu: &Cpu<Policy>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
