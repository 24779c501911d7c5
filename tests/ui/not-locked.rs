//! A shared field through the guard.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        total: u32,
        shared: u32,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            policy.lock().shared += 1;
            cpu.run_idle();
        }
    }
}

fn main() {}
