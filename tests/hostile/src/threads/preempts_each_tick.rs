//! Takes the CPU from its own thread at every tick.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct PreemptsEachTick {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct PreemptsEachTickThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(100);

    impl ThreadScheduler for PreemptsEachTick {
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
                cpu.yield_to_parent();
            }
        }

        fn cpu_ticked(_sched: &Sched<Self>, cpu: &Cpu<Self>, _thread: &Thread<Self>) {
            cpu.preempt();
        }
    }
}

flux::hierarchy! {
    pub PreemptsEachTick = roci::Roci { primary: policy::PreemptsEachTick, idle: idle::Idle };
    new_threads => primary;
}
