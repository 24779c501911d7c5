//! A role in the struct of CPUs.

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
    #[cpu]
    pub struct ParentCpu {
        #[role]
        last: Child,
    }

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
