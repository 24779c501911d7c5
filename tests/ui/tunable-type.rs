//! Tunables of types that no command line can set.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    #[derive(Clone, Copy)]
    pub enum Mode {
        Fair,
        Fast,
    }
    #[tunable]
    pub static MODE: Mode = Mode::Fair;
    #[tunable]
    pub static LIMITS: [u32; 2] = [1, 2];

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
