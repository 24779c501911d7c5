//! A lock in an arm of a `match` whose value holds it already.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        low: u32,
        #[locked]
        high: u32,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            match policy.lock().low {
                0 => policy.lock().high = 1,
                _ => {}
            }
            cpu.run_idle();
        }
    }
}

fn main() {}
