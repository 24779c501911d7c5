//! Runs the first thread of its list without taking it off: two CPUs that pick at the
//! same time get the same one, and flux has to unlink it. For the guard `claim`.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod peeks {
    use flux::prelude::*;

    #[sched]
    pub struct Peeks {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct PeeksThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(3);

    impl ThreadScheduler for Peeks {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let first = sched.lock().queue.front();
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
    pub Peeks = roci::Roci { primary: peeks::Peeks, idle: idle::Idle };
    new_threads => primary;
}
