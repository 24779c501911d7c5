//! More tiers than flux keeps.

use flux_schedulers::{biff, idle};
use pass::Pass;

/// Passes every CPU on.
#[flux::subsched]
mod pass {
    use flux::prelude::*;

    #[sched]
    pub struct Pass {
        #[role]
        a: Child,
        #[role]
        b: Child,
    }

    impl CpuScheduler for Pass {
        fn request_for_cpus(_pass: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            if let Some(cpu) = request.claim_idle_cpu() {
                cpu.preempt();
            }
        }

        fn pick_next_task(pass: &Sched<Self>, cpu: &Cpu<Self>) {
            if pass.a.wants_cpu(cpu) {
                cpu.grant(&pass.a);
            } else {
                cpu.grant(&pass.b);
            }
        }
    }
}

flux::hierarchy! {
    TooDeep = Pass { b: idle::Idle, a: Pass { b: idle::Idle, a: Pass { b: idle::Idle, a: Pass { b: idle::Idle,
        a: Pass { b: idle::Idle, a: Pass { b: idle::Idle, a: Pass { b: idle::Idle, a: Pass { b: idle::Idle,
        a: biff::Biff } } } } } } } };
    new_threads => a.a.a.a.a.a.a.a;
}

fn main() {}
