//! Functions of two types that get one name in C. The error is in a module, so the
//! hierarchy tells of it.

use flux_schedulers::roci;

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

fn main() {}
