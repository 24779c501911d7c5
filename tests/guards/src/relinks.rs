//! Puts each thread on its list when it runs, too: flux has to leave it alone. For the guard
//! `link-once`.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod relinks {
    use flux::prelude::*;

    #[sched]
    pub struct Relinks {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct RelinksThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(3);

    impl ThreadScheduler for Relinks {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn thread_on_cpu(sched: &Sched<Self>, thread: &Thread<Self>, _cpu: &Cpu<Self>) {
            sched.lock().queue.push_back(thread);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let first = sched.lock().queue.pop_front();
            if let Some(thread) = first {
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
    pub Relinks = roci::Roci { primary: relinks::Relinks, idle: idle::Idle };
    new_threads => primary;
}
