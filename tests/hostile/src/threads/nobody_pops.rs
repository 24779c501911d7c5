//! Every second thread is put on a list that no pick looks at.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct NobodyPops {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        lost: List<Thread, lost_link>,
        #[locked]
        loses: bool,
    }

    #[thread]
    pub struct NobodyPopsThread {
        /// In `queue` while the thread waits.
        link: Link,
        /// In `lost` for as long as the policy has a say.
        lost_link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);

    impl ThreadScheduler for NobodyPops {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            let mut locked = sched.lock();
            locked.loses = !locked.loses;
            if locked.loses {
                locked.lost.push_back(thread);
            } else {
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
    pub NobodyPops = roci::Roci { primary: policy::NobodyPops, idle: idle::Idle };
    new_threads => primary;
}
