//! Every tenth thread that is handed over is put on no list.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod forgets_queued {
    use flux::prelude::*;

    #[sched]
    pub struct ForgetsQueued {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        handed_over: u32,
    }

    #[thread]
    pub struct ForgetsQueuedThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);

    impl ThreadScheduler for ForgetsQueued {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            let mut locked = sched.lock();
            locked.handed_over += 1;
            if locked.handed_over % 10 != 0 {
                locked.queue.push_back(thread);
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
    pub ForgetsQueued = roci::Roci { primary: forgets_queued::ForgetsQueued, idle: idle::Idle };
    new_threads => primary;
}
