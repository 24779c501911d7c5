//! Every slice is the longest that can be written.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct LongestSlice {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct LongestSliceThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_nanos(u64::MAX);

    impl ThreadScheduler for LongestSlice {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
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

        fn direct_slice(_sched: &Sched<Self>, _thread: &Thread<Self>) -> Nanos {
            SLICE
        }
    }
}

flux::hierarchy! {
    pub LongestSlice = roci::Roci { primary: policy::LongestSlice, idle: idle::Idle };
    new_threads => primary;
}
