//! Asks for a million CPUs whenever a thread becomes runnable, many times over.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct AsksForMillions {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct AsksForMillionsThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);
    const TURNS: u32 = 16;

    impl ThreadScheduler for AsksForMillions {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            for _turn in 0..TURNS {
                sched.request_cpus(1_000_000);
            }
            sched.request_cpus(u32::MAX);
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
    pub AsksForMillions = roci::Roci { primary: policy::AsksForMillions, idle: idle::Idle };
    new_threads => primary;
}
