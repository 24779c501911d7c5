//! A policy that sends threads to another instance: those that use up a slice.

use composed::front;
use flux_schedulers::idle;

/// Short slices, for threads that do not compute.
#[flux::subsched]
pub mod quick {
    use flux::prelude::*;

    /// The threads that wait.
    #[sched]
    pub struct Quick {
        #[locked]
        queue: List<Thread, link>,
        /// Gets those that compute.
        slow: Peer,
    }

    #[thread]
    pub struct QuickThread {
        /// In `queue` while the thread waits.
        link: Link,
        /// Slices that it has used up.
        used_up: u32,
    }

    impl ThreadScheduler for Quick {
        fn thread_preempted(quick: &Sched<Self>, thread: &Thread<Self>) {
            thread.used_up.set(thread.used_up.get() + 1);
            // The second time it is left on no list: it moves at once.
            if thread.used_up.get() >= 2 {
                thread.join_scheduler(&quick.slow);
                return;
            }
            quick.lock().queue.push_back(thread);
            quick.request_cpus(1);
        }

        fn thread_yielded(quick: &Sched<Self>, thread: &Thread<Self>) {
            // It waits here once more, and moves when it is queued next.
            thread.join_scheduler(&quick.slow);
            quick.lock().queue.push_back(thread);
            quick.request_cpus(1);
        }

        fn thread_runnable(quick: &Sched<Self>, thread: &Thread<Self>) {
            quick.lock().queue.push_back(thread);
            quick.request_cpus(1);
        }

        fn pick_next_task(quick: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = quick.lock().queue.pop_front();
            if let Some(thread) = next {
                cpu.run_thread(thread, Nanos::from_millis(2));
            } else if cpu.current().is_some() {
                cpu.run_current(Nanos::from_millis(2));
            } else {
                cpu.yield_to_parent();
            }
        }
    }
}

flux::hierarchy! {
    pub Sends = front::Front {
        served: quick::Quick { slow => other },
        other: right::biff::Biff,
        idle: idle::Idle,
    };
    new_threads => served;
}

fn main() -> flux::Result<()> {
    flux::main::<Sends>()
}
