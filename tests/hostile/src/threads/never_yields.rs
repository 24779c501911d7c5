//! A CPU that it has it keeps: without a thread, it lets the CPU halt.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct NeverYields {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct NeverYieldsThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);

    impl ThreadScheduler for NeverYields {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = sched.lock().queue.pop_front();
            if let Some(thread) = next {
                cpu.run_thread(thread, SLICE);
            } else if cpu.current().is_some() {
                cpu.run_current(SLICE);
            } else {
                cpu.run_idle();
            }
        }
    }
}

flux::hierarchy! {
    pub NeverYields = roci::Roci { primary: policy::NeverYields, idle: idle::Idle };
    new_threads => primary;
}
