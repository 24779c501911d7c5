//! Puts some threads on a list that it never looks at: flux has to run them. For the
//! guard `ageing`.
//!
//! Only threads of nice 7, and of these every twentieth that it is given, so that the
//! shell that has to end the test is not among them.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod loses {
    use flux::prelude::*;

    #[sched]
    pub struct Loses {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        lost: List<Thread, link_of_lost>,
        #[locked]
        given: u32,
    }

    #[thread]
    pub struct LosesThread {
        /// In `queue` while the thread waits.
        link: Link,
        /// In `lost` while it waits for nothing.
        link_of_lost: Link,
    }

    const VICTIMS: i32 = 7;
    const SLICE: Nanos = Nanos::from_millis(5);

    impl ThreadScheduler for Loses {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            let is_victim = thread.nice() == VICTIMS;
            let mut locked = sched.lock();
            if is_victim {
                locked.given += 1;
            }
            if !is_victim || locked.given % 20 != 0 {
                locked.queue.push_back(thread);
            } else {
                locked.lost.push_back(thread);
            }
            drop(locked);
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
    }
}

flux::hierarchy! {
    pub Loses = roci::Roci { primary: loses::Loses, idle: idle::Idle };
    new_threads => primary;
}
