//! Every slice is one nanosecond, also that of a thread that is alone.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct ShortestSlice {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct ShortestSliceThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_nanos(1);

    impl ThreadScheduler for ShortestSlice {
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
    }
}

flux::hierarchy! {
    pub ShortestSlice = roci::Roci { primary: policy::ShortestSlice, idle: idle::Idle };
    new_threads => primary;
}
