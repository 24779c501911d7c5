//! The child gets the CPUs with an even number only, whatever its threads may use.

use flux_schedulers::{biff, idle};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct WithholdsOddCpus {
        #[role]
        victim: Child,
        #[role]
        idle: Child,
    }

    impl CpuScheduler for WithholdsOddCpus {
        fn request_for_cpus(_sched: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            if let Some(cpu) = request.claim_idle_cpu() {
                cpu.preempt();
            }
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            if cpu.id() & 1 == 0 && sched.victim.wants_cpu(cpu) {
                cpu.grant(&sched.victim);
            } else {
                cpu.grant(&sched.idle);
            }
        }
    }
}

flux::hierarchy! {
    pub WithholdsOddCpus = policy::WithholdsOddCpus { victim: biff::Biff, idle: idle::Idle };
    new_threads => victim;
}
