//! Grants each CPU to a child without asking whether it wants it, and again when it
//! gives it back: parent and child toss the CPU to and fro.

use flux_schedulers::{biff, idle};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct GrantsTheYielder {
        #[role]
        victim: Child,
        #[role]
        idle: Child,
    }

    const NEVER: u32 = u32::MAX;

    impl CpuScheduler for GrantsTheYielder {
        fn request_for_cpus(_sched: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            if let Some(cpu) = request.claim_idle_cpu() {
                cpu.preempt();
            }
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            if sched.nr_cpus_needed() == NEVER {
                cpu.grant(&sched.idle);
            } else {
                cpu.grant(&sched.victim);
            }
        }
    }
}

flux::hierarchy! {
    pub GrantsTheYielder = policy::GrantsTheYielder { victim: biff::Biff, idle: idle::Idle };
    new_threads => victim;
}
