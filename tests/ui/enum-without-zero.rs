//! State starts with zeroes, which this enum does not have.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        phase: Phase,
        #[locked]
        history: [Phase; 4],
    }

    #[derive(Clone, Copy)]
    pub enum Phase {
        Idle = 1,
        Busy = 2,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
