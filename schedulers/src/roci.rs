//! See [`roci`].

/// One child gets every CPU that it wants, the other the rest (Root One Child and
/// Idle).
///
/// **Policy.** When a child asks for a CPU and one idles, that CPU is woken up to
/// pick. Every pick offers the CPU to `primary` first; what `primary` does not
/// want, `idle` gets.
///
/// **State.** None but its two children.
///
/// **When to use it.** As the root of a hierarchy in which one policy schedules
/// everything, and above any subtree that shall have all CPUs it can use.
///
/// **Cost.** One comparison per pick. Threads of `primary` may go straight to an
/// idle CPU (`claims_idle`), without a pick by way of the root.
///
/// **What it does not do.** It never takes a CPU from a running thread: a child that
/// asks while all CPUs are busy waits until one picks next.
#[flux::subsched]
pub mod roci {
    use flux::prelude::*;

    /// The instance and its roles.
    #[sched]
    pub struct Roci {
        /// Gets every CPU that it wants.
        #[role(claims_idle)]
        primary: Child,
        /// Gets the rest.
        #[role]
        idle: Child,
    }

    impl CpuScheduler for Roci {
        fn request_for_cpus(roci: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            // The usual answer on a busy machine, and cheaper than to ask the kernel.
            if roci.idle.nr_cpus() == 0 {
                return;
            }
            if let Some(cpu) = request.claim_idle_cpu() {
                cpu.preempt();
            }
        }

        fn pick_next_task(roci: &Sched<Self>, cpu: &Cpu<Self>) {
            if roci.primary.wants_cpu(cpu) {
                cpu.grant(&roci.primary);
            } else {
                cpu.grant(&roci.idle);
            }
        }
    }
}
