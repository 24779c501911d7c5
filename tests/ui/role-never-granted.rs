//! A child that no pick gives a CPU: whatever fills the role can never run.

#![allow(unused)]

#[flux::subsched]
mod parent {
    use flux::prelude::*;

    #[sched]
    pub struct Parent {
        #[role]
        first: Child,
        #[role]
        second: Child,
    }

    impl CpuScheduler for Parent {
        fn request_for_cpus(parent: &Sched<Self>, child: &Child, request: &Request<Self>) {}

        fn pick_next_task(parent: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.grant(&parent.first);
        }
    }
}

fn main() {}
