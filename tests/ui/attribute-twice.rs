//! The same attribute twice, and two that exclude each other.

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
        #[locked]
        #[locked]
        count: u32,
        #[locked]
        #[role]
        weight: u32,
    }
    #[cpu]
    #[sched]
    pub struct Both {}

    impl CpuScheduler for Parent {
        fn request_for_cpus(parent: &Sched<Self>, child: &Child, request: &Request<Self>) {}

        fn pick_next_task(parent: &Sched<Self>, cpu: &Cpu<Self>) {
            if parent.first.wants_cpu(cpu) {
                cpu.grant(&parent.first);
            } else {
                cpu.grant(&parent.second);
            }
        }
    }
}

fn main() {}
