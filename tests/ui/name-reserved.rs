//! Types and functions that would hide those of the API, or meet what the macro makes.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    pub struct Request {
        cpus: u32,
    }
    pub enum Nanos {
        Zero,
    }
    pub struct PolicyLocked {
        count: u32,
    }
    fn now() {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
