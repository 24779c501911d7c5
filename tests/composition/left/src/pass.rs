//! A CPU scheduler that works at any tier.

/// The first child gets what it wants, the second the rest.
#[flux::subsched]
pub mod pass {
    use flux::prelude::*;

    /// The children.
    #[sched]
    pub struct Pass {
        #[role(claims_idle)]
        first: Child,
        #[role(claims_idle)]
        second: Child,
    }

    impl CpuScheduler for Pass {
        fn request_for_cpus(pass: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            pass.request_cpus(request.nr_cpus());
        }

        fn pick_next_task(pass: &Sched<Self>, cpu: &Cpu<Self>) {
            if pass.first.wants_cpu(cpu) {
                cpu.grant(&pass.first);
            } else if pass.second.wants_cpu(cpu) {
                cpu.grant(&pass.second);
            } else {
                cpu.yield_to_parent();
            }
        }
    }
}
