//! A `match` that leaves values out.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        phase: Phase,
    }

    #[derive(Clone, Copy)]
    pub enum Phase {
        Idle,
        Busy,
        Gone,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            match policy.phase.get() {
                Phase::Idle => {}
                Phase::Busy => {}
            }
            match cpu.id() {
                0 => {}
                2..=9 => {}
            }
            cpu.run_idle();
        }
    }
}

fn main() {}
