//! Takes a thread off a list that it is not on, while it is on another.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct RemovesAbsent {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        others: List<Thread, other_link>,
        /// How many threads it was given.
        #[locked]
        given: u32,
    }

    #[thread]
    pub struct RemovesAbsentThread {
        /// In `queue` while the thread waits.
        link: Link,
        /// In `others`: never.
        other_link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);
    /// So many go well.
    const PATIENCE: u32 = 500;

    impl ThreadScheduler for RemovesAbsent {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            let mut locked = sched.lock();
            locked.given += 1;
            locked.queue.push_back(thread);
            if locked.given > PATIENCE {
                locked.others.remove(thread);
            }
            drop(locked);
            sched.request_cpus(1);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = sched.lock().queue.pop_front();
            if let Some(thread) = next {
                cpu.run_thread(thread, SLICE);
            } else if cpu.current().is_some() {
                cpu.run_current(SLICE);
            } else {
                cpu.yield_to_parent();
            }
        }
    }
}

flux::hierarchy! {
    pub RemovesAbsent = roci::Roci { primary: policy::RemovesAbsent, idle: idle::Idle };
    new_threads => primary;
}
