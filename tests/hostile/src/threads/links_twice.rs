//! Puts a thread into a tree that it is in already.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct LinksTwice {
        #[locked]
        queue: Tree<Thread, node>,
        /// How many threads it was given.
        #[locked]
        given: u32,
    }

    #[thread]
    pub struct LinksTwiceThread {
        /// In `queue` while the thread waits.
        #[key(since)]
        node: Node,
        since: Nanos,
    }

    const SLICE: Nanos = Nanos::from_millis(5);
    /// So many go well.
    const PATIENCE: u32 = 500;

    impl ThreadScheduler for LinksTwice {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            thread.since.set(now());
            let mut locked = sched.lock();
            locked.given += 1;
            locked.queue.insert(thread);
            if locked.given > PATIENCE {
                locked.queue.insert(thread);
            }
            drop(locked);
            sched.request_cpus(1);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = sched.lock().queue.pop_min();
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
    pub LinksTwice = roci::Roci { primary: policy::LinksTwice, idle: idle::Idle };
    new_threads => primary;
}
