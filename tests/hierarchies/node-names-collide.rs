//! Roles whose paths come out alike in C.

use flux_schedulers::{biff, idle, roci};

/// Roles whose paths come out alike.
#[flux::subsched]
mod joined {
    use flux::prelude::*;

    #[sched]
    pub struct Joined {
        #[role]
        a: Child,
        #[role]
        a_primary: Child,
    }

    impl CpuScheduler for Joined {
        fn request_for_cpus(_joined: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}

        fn pick_next_task(joined: &Sched<Self>, cpu: &Cpu<Self>) {
            if joined.a.wants_cpu(cpu) {
                cpu.grant(&joined.a);
            } else {
                cpu.grant(&joined.a_primary);
            }
        }
    }
}

flux::hierarchy! {
    Alike = joined::Joined {
        a: roci::Roci { primary: biff::Biff, idle: idle::Idle },
        a_primary: biff::Biff,
    };
    new_threads => a_primary;
}

fn main() {}
