//! Left to rustc: values of an enum that are the same, or do not fit.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    pub enum Phase {
        Idle = 1,
        Busy = 1,
    }
    #[repr(u8)]
    pub enum Large {
        Zero,
        Far = 300,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
