//! Ops about threads, and no `#[thread]` struct.

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
        fn thread_runnable(_policy: &Sched<Self>, _thread: &Thread<Self>) {}
    }
}

fn main() {}
