//! Names that collide in the generated C, or do not fit.

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
