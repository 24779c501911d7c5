//! A thread scheduler that grants, and a CPU scheduler that claims while picking.

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
    fn claim(parent: &Sched<Parent>) -> Option<&Cpu<Parent>> {
        None
    }

    impl CpuScheduler for Parent {
        fn request_for_cpus(parent: &Sched<Self>, child: &Child, request: &Request<Self>) {}

        fn pick_next_task(parent: &Sched<Self>, cpu: &Cpu<Self>) {
            if let Some(idle) = claim(parent) {
                cpu.grant(&parent.first);
            }
            cpu.grant(&parent.second);
            cpu.preempt();
        }
        fn cpu_returned(parent: &Sched<Self>, child: &Child, cpu: &Cpu<Self>) {
            cpu.grant(&parent.first);
        }
    }
}

fn main() {}
