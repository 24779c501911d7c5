//! Two guards in one expression: both last until its end.

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
            let sum = policy.lock().low + policy.lock().high;
            cpu.run_idle();
        }
    }
}

fn main() {}
