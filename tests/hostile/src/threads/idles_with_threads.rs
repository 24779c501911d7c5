//! Lets every CPU halt that it gets, while its threads wait.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct IdlesWithThreads {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct IdlesWithThreadsThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    impl ThreadScheduler for IdlesWithThreads {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(_sched: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

flux::hierarchy! {
    pub IdlesWithThreads = roci::Roci { primary: policy::IdlesWithThreads, idle: idle::Idle };
    new_threads => primary;
}
