//! A subscheduler of the program's own, for the root.

/// Wakes idle CPUs for whoever asks: `served` first, then `other`.
#[flux::subsched]
pub mod front {
    use flux::prelude::*;

    /// The children.
    #[sched]
    pub struct Front {
        #[role(claims_idle)]
        served: Child,
        #[role(claims_idle)]
        other: Child,
        #[role]
        idle: Child,
    }

    impl CpuScheduler for Front {
        fn request_for_cpus(_front: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            if let Some(cpu) = request.claim_idle_cpu() {
                cpu.preempt();
            }
        }

        fn pick_next_task(front: &Sched<Self>, cpu: &Cpu<Self>) {
            if front.served.wants_cpu(cpu) {
                cpu.grant(&front.served);
            } else if front.other.wants_cpu(cpu) {
                cpu.grant(&front.other);
            } else {
                cpu.grant(&front.idle);
            }
        }
    }
}
