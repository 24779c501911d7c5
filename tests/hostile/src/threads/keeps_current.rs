//! A thread that runs goes on for as long as it likes, whoever waits; if a kernel thread
//! gets in between, it goes on afterwards.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct KeepsCurrent {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct KeepsCurrentThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_secs(1);

    impl ThreadScheduler for KeepsCurrent {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn thread_preempted(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_front(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            if cpu.current().is_some() {
                cpu.run_current(SLICE);
                return;
            }
            let next = sched.lock().queue.pop_front();
            if let Some(thread) = next {
                cpu.run_thread(thread, SLICE);
            } else {
                cpu.yield_to_parent();
            }
        }
    }
}

flux::hierarchy! {
    pub KeepsCurrent = roci::Roci { primary: policy::KeepsCurrent, idle: idle::Idle };
    new_threads => primary;
}
