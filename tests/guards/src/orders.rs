//! Two tiers that want the same CPU back: the root at a tick, the one below it at each
//! that follows. The root's wish must stand; it says so if it is not fulfilled. For the
//! guard `preempt-order`.

use flux_schedulers::{biff, idle};

/// The root: wants each CPU back at every tick, unless it has said so already.
#[flux::subsched]
mod top {
    use flux::now;
    use flux::prelude::*;

    #[sched]
    pub struct Top {
        #[role]
        middle: Child,
        #[role]
        idle: Child,
    }

    #[cpu]
    pub struct TopCpu {
        /// When it asked for the CPU; 0: it has it, or has not asked.
        asked_at: Nanos,
    }

    const NEVER: Nanos = Nanos::from_nanos(0);

    /// A preempted CPU picks as soon as the kernel lets it.
    const TOO_LONG: Nanos = Nanos::from_millis(1_000);

    impl CpuScheduler for Top {
        fn request_for_cpus(top: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            if top.idle.nr_cpus() == 0 {
                return;
            }
            if let Some(cpu) = request.claim_idle_cpu() {
                cpu.preempt();
            }
        }

        fn cpu_ticked(_top: &Sched<Self>, cpu: &Cpu<Self>) {
            if cpu.asked_at.get() == NEVER {
                cpu.asked_at.set(now());
                cpu.preempt();
            } else {
                assert!(
                    now() - cpu.asked_at.get() < TOO_LONG,
                    "the root's wish was lost"
                );
            }
        }

        fn pick_next_task(top: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.asked_at.set(NEVER);
            if top.middle.wants_cpu(cpu) {
                cpu.grant(&top.middle);
            } else {
                cpu.grant(&top.idle);
            }
        }
    }
}

/// In the middle: wants each CPU back from its child at every tick.
#[flux::subsched]
mod middle {
    use flux::prelude::*;

    #[sched]
    pub struct Middle {
        #[role]
        threads: Child,
    }

    impl CpuScheduler for Middle {
        fn request_for_cpus(middle: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            middle.request_cpus(request.nr_cpus());
        }

        fn cpu_ticked(_middle: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.preempt();
        }

        fn pick_next_task(middle: &Sched<Self>, cpu: &Cpu<Self>) {
            if middle.threads.wants_cpu(cpu) {
                cpu.grant(&middle.threads);
            } else {
                cpu.yield_to_parent();
            }
        }
    }
}

flux::hierarchy! {
    pub Orders = top::Top { middle: middle::Middle { threads: biff::Biff }, idle: idle::Idle };
    new_threads => middle.threads;
}
