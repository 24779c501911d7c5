//! Its picks end without a decision as long as somebody wants a CPU.

use flux_schedulers::{biff, idle};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct DecidesNothing {
        #[role]
        victim: Child,
        #[role]
        idle: Child,
    }

    const NEVER: u32 = u32::MAX;

    impl CpuScheduler for DecidesNothing {
        fn request_for_cpus(_sched: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            if sched.victim.nr_cpus_needed() == 0 {
                cpu.grant(&sched.idle);
            } else if sched.victim.nr_cpus_needed() == NEVER {
                cpu.grant(&sched.victim);
            }
        }
    }
}

flux::hierarchy! {
    pub DecidesNothing = policy::DecidesNothing { victim: biff::Biff, idle: idle::Idle };
    new_threads => victim;
}
