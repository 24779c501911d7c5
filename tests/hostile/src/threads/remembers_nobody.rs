//! No thread is put on a list: a policy that was never written.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct RemembersNobody {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct RemembersNobodyThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);

    impl ThreadScheduler for RemembersNobody {
        fn thread_runnable(_sched: &Sched<Self>, _thread: &Thread<Self>) {}

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
    pub RemembersNobody = roci::Roci { primary: policy::RemembersNobody, idle: idle::Idle };
    new_threads => primary;
}
