//! A peer that the type does not have, and one that is named twice or leads nowhere.

use flux_schedulers::{biff, idle, roci};

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
    UnknownPeer = roci::Roci { primary: quick::Quick { slwo => idle, slow => primary }, idle: idle::Idle };
    new_threads => primary;
}

flux::hierarchy! {
    PeerTwice = roci::Roci { primary: quick::Quick { slow => primary, slow => primary }, idle: idle::Idle };
    new_threads => primary;
}

flux::hierarchy! {
    PeerNowhere = roci::Roci { primary: quick::Quick { slow => secondary }, idle: idle::Idle };
    new_threads => primary;
}

flux::hierarchy! {
    PeerWithoutThreads = roci::Roci { primary: quick::Quick { slow => idle }, idle: idle::Idle };
    new_threads => primary;
}

flux::hierarchy! {
    PeerOfOther = roci::Roci { primary: biff::Biff { slow => primary }, idle: idle::Idle };
    new_threads => primary;
}

fn main() {}
