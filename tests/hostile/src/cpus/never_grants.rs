//! Keeps every CPU for itself. Not to name a role in any grant is refused by the
//! compiler (`role-never-granted`), so the grants stand behind a condition that never
//! holds.

use flux_schedulers::{biff, idle};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct NeverGrants {
        #[role]
        victim: Child,
        #[role]
        idle: Child,
    }

    const NEVER: u32 = u32::MAX;

    impl CpuScheduler for NeverGrants {
        fn request_for_cpus(_sched: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            if sched.nr_cpus_needed() < NEVER {
                cpu.run_idle();
            } else if sched.nr_cpus() < NEVER {
                cpu.grant(&sched.victim);
            } else {
                cpu.grant(&sched.idle);
            }
        }
    }
}

flux::hierarchy! {
    pub NeverGrants = policy::NeverGrants { victim: biff::Biff, idle: idle::Idle };
    new_threads => victim;
}
