//! Every tenth thread is taken off the queue and not run.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct ForgetsPopped {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        remembered: u32,
    }

    #[thread]
    pub struct ForgetsPoppedThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);

    impl ThreadScheduler for ForgetsPopped {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut locked = sched.lock();
            let forgets = locked.remembered == 9;
            locked.remembered = if forgets { 0 } else { locked.remembered + 1 };
            let next = locked.queue.pop_front();
            drop(locked);
            if let Some(thread) = next {
                if forgets {
                    cpu.restart_pick();
                } else {
                    cpu.run_thread(thread, SLICE);
                }
            } else if cpu.current().is_some() {
                cpu.run_current(SLICE);
            } else {
                cpu.yield_to_parent();
            }
        }
    }
}

flux::hierarchy! {
    pub ForgetsPopped = roci::Roci { primary: policy::ForgetsPopped, idle: idle::Idle };
    new_threads => primary;
}
