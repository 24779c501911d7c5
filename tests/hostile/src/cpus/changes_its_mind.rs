//! Decides several times in one pick: grants the CPU to both children, keeps it, and
//! gives it back.

use flux_schedulers::{biff, idle};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct ChangesItsMind {
        #[role]
        victim: Child,
        #[role]
        idle: Child,
    }

    impl CpuScheduler for ChangesItsMind {
        fn request_for_cpus(_sched: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            if let Some(cpu) = request.claim_idle_cpu() {
                cpu.preempt();
            }
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            if sched.victim.wants_cpu(cpu) {
                cpu.grant(&sched.victim);
                cpu.grant(&sched.idle);
                cpu.grant(&sched.victim);
            } else {
                cpu.grant(&sched.idle);
                cpu.run_idle();
                cpu.grant(&sched.victim);
                cpu.yield_to_parent();
            }
        }
    }
}

flux::hierarchy! {
    pub ChangesItsMind = policy::ChangesItsMind { victim: biff::Biff, idle: idle::Idle };
    new_threads => victim;
}
