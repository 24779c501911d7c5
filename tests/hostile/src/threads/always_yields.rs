//! Every CPU that it asked for and got it gives back at once, and runs nothing.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct AlwaysYields {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct AlwaysYieldsThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    impl ThreadScheduler for AlwaysYields {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(_sched: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.yield_to_parent();
        }
    }
}

flux::hierarchy! {
    pub AlwaysYields = roci::Roci { primary: policy::AlwaysYields, idle: idle::Idle };
    new_threads => primary;
}
