//! A CPU scheduler without children.

#![allow(unused)]

#[flux::subsched]
mod parent {
    use flux::prelude::*;

    #[sched]
    pub struct Parent {
        count: u32,
    }

    impl CpuScheduler for Parent {
        fn request_for_cpus(parent: &Sched<Self>, child: &Child, request: &Request<Self>) {}

        fn pick_next_task(parent: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
