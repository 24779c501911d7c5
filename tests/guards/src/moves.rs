//! Whoever is queued goes to the other of two instances, and each pick takes a thread off its
//! list and puts it back: it may be the other one's by then. For the guard `same-instance`.

use flux_schedulers::{idle, split};

#[flux::subsched]
mod moves {
    use flux::prelude::*;

    #[sched]
    pub struct Moves {
        #[locked]
        queue: List<Thread, link>,
        /// Of the same type, so that their lists fit.
        other: Peer,
    }

    #[thread]
    pub struct MovesThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(3);

    impl ThreadScheduler for Moves {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            // It waits here once more, and moves when it is queued next.
            thread.join_scheduler(&sched.other);
            sched.lock().queue.push_back(thread);
            sched.request_cpus(1);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let first = sched.lock().queue.pop_front();
            if let Some(thread) = first {
                let mut locked = sched.lock();
                // It may have been the other one's and have come back.
                if !locked.queue.contains(thread) {
                    locked.queue.push_front(thread);
                }
            }
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
    pub Moves = split::Split {
        one: moves::Moves { other => two },
        two: moves::Moves { other => one },
        idle: idle::Idle,
    };
    new_threads => one;
}
