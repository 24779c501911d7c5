//! Operators that the types do not have.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        phase: Phase,
    }

    #[derive(Clone, Copy, PartialEq)]
    pub enum Phase {
        Idle,
        Busy,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let sum = cpu.id() + 3u64;
            let negative = -cpu.id();
            let both = now() * now();
            let more = policy.phase.get() + 1;
            for n in true..false {}
            cpu.run_idle();
        }
    }
}

fn main() {}
