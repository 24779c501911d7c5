//! In the middle of the tree: makes thousands of requests for everything out of one, and
//! its parent claims a CPU for each of them.

use flux_schedulers::{biff, idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct AsksWithoutEnd {
        #[role]
        victim: Child,
        #[role]
        idle: Child,
    }

    const TURNS: u32 = 16;

    impl CpuScheduler for AsksWithoutEnd {
        fn request_for_cpus(sched: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            for _turn in 0..TURNS {
                sched.request_cpus(u32::MAX);
                if let Some(cpu) = request.claim_idle_cpu() {
                    cpu.preempt();
                }
            }
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            if sched.victim.wants_cpu(cpu) {
                cpu.grant(&sched.victim);
            } else {
                cpu.grant(&sched.idle);
            }
        }
    }
}

flux::hierarchy! {
    pub AsksWithoutEnd = roci::Roci {
        primary: policy::AsksWithoutEnd { victim: biff::Biff, idle: idle::Idle },
        idle: idle::Idle,
    };
    new_threads => primary.victim;
}
