//! An error inside a subscheduler is reported there, once, and not again by the
//! hierarchies that use it.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod broken {
    use flux::prelude::*;

    #[sched]
    pub struct Broken {}

    impl ThreadScheduler for Broken {
        fn pick_next_task(_broken: &Sched<Self>, cpu: &Cpu<Self>) {
            let ids: Vec<u32> = vec![cpu.id()];
            for _id in ids {}
            cpu.yield_to_parent();
        }
    }
}

flux::hierarchy! {
    UsesBroken = roci::Roci { primary: broken::Broken, idle: idle::Idle };
    new_threads => primary;
}

fn main() {}
