//! Looks for a thread that may not run on the CPU at hand, and runs that one.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct PicksMisplaced {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct PicksMisplacedThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);
    /// Threads looked at in each pick.
    const LOOKS: u32 = 16;

    impl ThreadScheduler for PicksMisplaced {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut locked = sched.lock();
            for _turn in 0..LOOKS {
                let Some(thread) = locked.queue.pop_front() else {
                    break;
                };
                if thread.may_run_on(cpu) {
                    locked.queue.push_back(thread);
                } else {
                    locked.queue.push_front(thread);
                    break;
                }
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
    pub PicksMisplaced = roci::Roci { primary: policy::PicksMisplaced, idle: idle::Idle };
    new_threads => primary;
}
