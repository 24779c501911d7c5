//! Takes a CPU from whoever uses it at every tick.

use flux_schedulers::{biff, idle};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct PreemptsItsChild {
        #[role]
        victim: Child,
        #[role]
        idle: Child,
    }

    impl CpuScheduler for PreemptsItsChild {
        fn request_for_cpus(_sched: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            if let Some(cpu) = request.claim_idle_cpu() {
                cpu.preempt();
            }
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            if sched.victim.wants_cpu(cpu) {
                cpu.grant(&sched.victim);
            } else {
                cpu.grant(&sched.idle);
            }
        }

        fn cpu_ticked(_sched: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.preempt();
        }
    }
}

flux::hierarchy! {
    pub PreemptsItsChild = policy::PreemptsItsChild { victim: biff::Biff, idle: idle::Idle };
    new_threads => victim;
}
