//! A scheduler of threads that can never be granted a CPU.

use flux_schedulers::{biff, idle};

/// Never grants one of its roles.
#[flux::subsched]
mod stingy {
    use flux::prelude::*;

    #[sched]
    pub struct Stingy {
        #[role]
        favourite: Child,
        #[role]
        other: Child,
    }

    impl CpuScheduler for Stingy {
        fn request_for_cpus(_stingy: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}

        fn pick_next_task(stingy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.grant(&stingy.favourite);
        }
    }
}

flux::hierarchy! {
    NeverGranted = stingy::Stingy { favourite: idle::Idle, other: biff::Biff };
    new_threads => other;
}

fn main() {}
