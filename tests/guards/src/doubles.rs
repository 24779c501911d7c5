//! A root that gives each CPU away twice in one pick: only the first gift counts. For the
//! guard `decide-once`.

use flux_schedulers::{biff, idle};

#[flux::subsched]
mod doubles {
    use flux::prelude::*;

    #[sched]
    pub struct Doubles {
        #[role(claims_idle)]
        primary: Child,
        #[role]
        idle: Child,
    }

    impl CpuScheduler for Doubles {
        fn request_for_cpus(sched: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            if sched.idle.nr_cpus() == 0 {
                return;
            }
            if let Some(cpu) = request.claim_idle_cpu() {
                cpu.preempt();
            }
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            if sched.primary.wants_cpu(cpu) {
                cpu.grant(&sched.primary);
            }
            cpu.grant(&sched.idle);
        }
    }
}

flux::hierarchy! {
    pub Doubles = doubles::Doubles { primary: biff::Biff, idle: idle::Idle };
    new_threads => primary;
}
