//! Puts some threads on no list: flux has to run them. For the guard `forgotten`.
//!
//! Only threads of nice 7, and of these every twentieth that it is given, so that the
//! shell that has to end the test is not among them.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod forgets {
    use flux::prelude::*;

    #[sched]
    pub struct Forgets {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        given: u32,
    }

    #[thread]
    pub struct ForgetsThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const VICTIMS: i32 = 7;
    const SLICE: Nanos = Nanos::from_millis(5);

    impl ThreadScheduler for Forgets {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            let is_victim = thread.nice() == VICTIMS;
            let mut locked = sched.lock();
            if is_victim {
                locked.given += 1;
            }
            if !is_victim || locked.given % 20 != 0 {
                locked.queue.push_back(thread);
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
    pub Forgets = roci::Roci { primary: forgets::Forgets, idle: idle::Idle };
    new_threads => primary;
}
