//! Runs the whole queue in one pick, in more calls than the kernel takes at once, and
//! gives the CPU back on top of it.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct RunsAllAtOnce {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct RunsAllAtOnceThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);
    /// A dispatch takes 32 threads. (The verifier needs 430,000 instructions for 64 turns, which a
    /// test machine does not get done in time.)
    const TURNS: u32 = 40;

    impl ThreadScheduler for RunsAllAtOnce {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            for _turn in 0..TURNS {
                let next = sched.lock().queue.pop_front();
                let Some(thread) = next else {
                    break;
                };
                cpu.run_thread(thread, SLICE);
            }
            cpu.yield_to_parent();
        }
    }
}

flux::hierarchy! {
    pub RunsAllAtOnce = roci::Roci { primary: policy::RunsAllAtOnce, idle: idle::Idle };
    new_threads => primary;
}
