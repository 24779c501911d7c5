//! One type, two instances: its functions are there once, its state for each.

use flux_schedulers::{biff, idle};

/// The first child before the second, and nobody's CPUs to idle.
#[flux::subsched]
mod first {
    use flux::prelude::*;

    #[sched]
    pub struct First {
        #[role(claims_idle)]
        urgent: Child,
        #[role]
        other: Child,
        #[role]
        idle: Child,
    }

    impl CpuScheduler for First {
        fn request_for_cpus(first: &Sched<Self>, child: &Child, request: &Request<Self>) {
            if child.is(&first.other) && first.urgent.nr_cpus_needed() > first.urgent.nr_cpus() {
                return;
            }
            if let Some(cpu) = request.claim_idle_cpu() {
                cpu.preempt();
            }
        }

        fn pick_next_task(first: &Sched<Self>, cpu: &Cpu<Self>) {
            if first.urgent.wants_cpu(cpu) {
                cpu.grant(&first.urgent);
            } else if first.other.wants_cpu(cpu) {
                cpu.grant(&first.other);
            } else {
                cpu.grant(&first.idle);
            }
        }
    }
}

flux::hierarchy! {
    pub TwoInstances = first::First { urgent: biff::Biff, other: biff::Biff, idle: idle::Idle };
    new_threads => other;
}

fn main() {}
