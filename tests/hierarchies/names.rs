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

/// Its helper `x_y` and `y` of the module `helped_x` are one name in C.
#[flux::subsched]
mod helped {
    use flux::prelude::*;

    #[sched]
    pub struct Helped {}

    #[thread]
    pub struct HelpedThread {}

    impl ThreadScheduler for Helped {
        fn thread_runnable(_helped: &Sched<Self>, _thread: &Thread<Self>) {}

        fn pick_next_task(_helped: &Sched<Self>, cpu: &Cpu<Self>) {
            x_y(cpu);
        }
    }

    fn x_y(cpu: &Cpu<Helped>) {
        cpu.yield_to_parent();
    }
}

/// See `helped`.
#[flux::subsched]
mod helped_x {
    use flux::prelude::*;

    #[sched]
    pub struct HelpedX {}

    impl ThreadScheduler for HelpedX {
        fn pick_next_task(_helped: &Sched<Self>, cpu: &Cpu<Self>) {
            y(cpu);
        }
    }

    fn y(cpu: &Cpu<HelpedX>) {
        cpu.yield_to_parent();
    }
}

flux::hierarchy! {
    AlikeFunctions = roci::Roci { primary: helped::Helped, idle: helped_x::HelpedX };
    new_threads => primary;
}

flux::hierarchy! {
    TheNameOfThisHierarchyIsLongerThanTheKernelHasRoomFor = roci::Roci { primary: biff::Biff, idle: idle::Idle };
    new_threads => primary;
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
