//! Asks for another pick in each pick.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct AlwaysRestarts {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct AlwaysRestartsThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    impl ThreadScheduler for AlwaysRestarts {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(_sched: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.restart_pick();
        }
    }
}

flux::hierarchy! {
    pub AlwaysRestarts = roci::Roci { primary: policy::AlwaysRestarts, idle: idle::Idle };
    new_threads => primary;
}
