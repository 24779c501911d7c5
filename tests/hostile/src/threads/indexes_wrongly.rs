//! Counts its picks in an array that is too small.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct IndexesWrongly {
        #[locked]
        queue: List<Thread, link>,
        picks: u32,
        #[locked]
        by_hundred: [u32; HUNDREDS],
    }

    #[thread]
    pub struct IndexesWronglyThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);
    const HUNDREDS: usize = 30;

    impl ThreadScheduler for IndexesWrongly {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let picks = sched.picks.get() + 1;
            sched.picks.set(picks);
            sched.lock().by_hundred[(picks / 100) as usize] += 1;
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
    pub IndexesWrongly = roci::Roci { primary: policy::IndexesWrongly, idle: idle::Idle };
    new_threads => primary;
}
