//! Turns its queue round and round in each pick, under the lock that all CPUs need.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct HoldsItsLock {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct HoldsItsLockThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);
    /// The kernel refuses to load a few hundred: they are too many for its verifier.
    const TURNS: u32 = 128;

    impl ThreadScheduler for HoldsItsLock {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut locked = sched.lock();
            for _turn in 0..TURNS {
                let Some(thread) = locked.queue.pop_front() else {
                    break;
                };
                locked.queue.push_back(thread);
            }
            let next = locked.queue.pop_front();
            drop(locked);
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
    pub HoldsItsLock = roci::Roci { primary: policy::HoldsItsLock, idle: idle::Idle };
    new_threads => primary;
}
