//! Takes the CPU from whoever is on it at every tick, the kernel's own threads too. For
//! the guard `bound-resumes`.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod disturbs {
    use flux::prelude::*;

    #[sched]
    pub struct Disturbs {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct DisturbsThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(100);

    impl ThreadScheduler for Disturbs {
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
    pub Disturbs = roci::Roci { primary: disturbs::Disturbs, idle: idle::Idle };
    new_threads => primary;
}
