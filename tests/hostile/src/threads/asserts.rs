//! Asserts something that holds for a while only.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Asserts {
        #[locked]
        queue: List<Thread, link>,
        picks: u32,
    }

    #[thread]
    pub struct AssertsThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);
    const MOST_PICKS: u32 = 3000;

    impl ThreadScheduler for Asserts {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let picks = sched.picks.get() + 1;
            sched.picks.set(picks);
            assert!(picks < MOST_PICKS, "enough is enough");
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
    pub Asserts = roci::Roci { primary: policy::Asserts, idle: idle::Idle };
    new_threads => primary;
}
