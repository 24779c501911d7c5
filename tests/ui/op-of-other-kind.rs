//! An op of CPU schedulers in a thread scheduler.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
        fn request_for_cpus(_policy: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}
    }
}

fn main() {}
