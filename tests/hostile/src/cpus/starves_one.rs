//! One child gets everything, the other stays at zero CPUs.

use flux_schedulers::{biff, idle};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct StarvesOne {
        #[role]
        victim: Child,
        #[role]
        idle: Child,
    }

    const NEVER: u32 = u32::MAX;

    impl CpuScheduler for StarvesOne {
        fn request_for_cpus(_sched: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            if let Some(cpu) = request.claim_idle_cpu() {
                cpu.preempt();
            }
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            if sched.victim.nr_cpus_needed() == NEVER {
                cpu.grant(&sched.victim);
            } else {
                cpu.grant(&sched.idle);
            }
        }
    }
}

flux::hierarchy! {
    pub StarvesOne = policy::StarvesOne { victim: biff::Biff, idle: idle::Idle };
    new_threads => victim;
}
