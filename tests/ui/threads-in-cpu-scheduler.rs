//! A CPU scheduler with threads of its own.

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
    #[thread]
    pub struct ParentThread {
        link: Link,
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
