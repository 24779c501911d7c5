//! Arguments that attributes do not have.

#![allow(unused)]

#[flux::subsched(fast)]
mod parent {
    use flux::prelude::*;

    #[sched]
    pub struct Parent {
        #[role(eager)]
        first: Child,
        #[role = 1]
        second: Child,
        #[locked(always)]
        count: u32,
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
