//! Every tenth thread that is handed over is put on no list.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct ForgetsQueued {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        remembered: u32,
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
            if locked.remembered < 9 {
                locked.remembered += 1;
                locked.queue.push_back(thread);
            } else {
                locked.remembered = 0;
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
    pub ForgetsQueued = roci::Roci { primary: policy::ForgetsQueued, idle: idle::Idle };
    new_threads => primary;
}
