//! In the middle of the tree: the root grants what is asked for, and the CPUs end with
//! a scheduler that gives nothing to its child.

use flux_schedulers::{biff, idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct StarvesGrandchild {
        #[role]
        victim: Child,
        #[role]
        idle: Child,
    }

    const NEVER: u32 = u32::MAX;

    impl CpuScheduler for StarvesGrandchild {
        fn request_for_cpus(sched: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            sched.request_cpus(request.nr_cpus());
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
    pub StarvesGrandchild = roci::Roci {
        primary: policy::StarvesGrandchild { victim: biff::Biff, idle: idle::Idle },
        idle: idle::Idle,
    };
    new_threads => primary.victim;
}
