//! Runs a thread that it popped twice: again in the same pick, after it has put the
//! thread back on the queue, and once more from the queue.
//!
//! It asks before it puts the thread back: one that this CPU could not run (it runs
//! elsewhere already) may have come to the queue again on that other CPU. Without the
//! question that ends the scheduler with this file's line, now and then (seen once).
//!
//! To keep a popped thread for a later pick is refused by the compiler: state holds
//! no handles (tests/ui/call-not-here_hostile.rs).

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct RunsTwice {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct RunsTwiceThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);

    impl ThreadScheduler for RunsTwice {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = sched.lock().queue.pop_front();
            if let Some(thread) = next {
                cpu.run_thread(thread, SLICE);
                cpu.run_thread(thread, SLICE);
                let mut locked = sched.lock();
                if !locked.queue.contains(thread) {
                    locked.queue.push_front(thread);
                }
                drop(locked);
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
    pub RunsTwice = roci::Roci { primary: policy::RunsTwice, idle: idle::Idle };
    new_threads => primary;
}
