//! A peer that nobody names.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod quick {
    use flux::prelude::*;

    #[sched]
    pub struct Quick {
        slow: Peer,
    }
    #[thread]
    pub struct QuickThread {}

    impl ThreadScheduler for Quick {
        fn thread_runnable(quick: &Sched<Self>, thread: &Thread<Self>) {
            thread.join_scheduler(&quick.slow);
        }

        fn pick_next_task(_quick: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.yield_to_parent();
        }
    }
}

flux::hierarchy! {
    PeerUnfilled = roci::Roci { primary: quick::Quick, idle: idle::Idle };
    new_threads => primary;
}

fn main() {}
