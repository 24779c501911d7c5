//! Rust's own types for time.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        slice: Duration,
        started: Instant,
    }

    use std::time::{Duration, Instant};

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let started = Instant::now();
            cpu.run_idle();
        }
    }
}

fn main() {}
