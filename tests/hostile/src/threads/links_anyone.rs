//! Puts threads on its queue whenever it hears of one, also while they run, when they
//! have gone to sleep, and when they are dead.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct LinksAnyone {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        other: List<Thread, other_link>,
    }

    #[thread]
    pub struct LinksAnyoneThread {
        /// In `queue`.
        link: Link,
        /// In `other`.
        other_link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);

    impl ThreadScheduler for LinksAnyone {
        fn thread_new(sched: &Sched<Self>, thread: &Thread<Self>) {
            link(sched, thread);
        }

        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            link(sched, thread);
            sched.request_cpus(1);
        }

        fn thread_on_cpu(sched: &Sched<Self>, thread: &Thread<Self>, _cpu: &Cpu<Self>) {
            link(sched, thread);
        }

        fn thread_blocked(sched: &Sched<Self>, thread: &Thread<Self>) {
            link(sched, thread);
        }

        fn thread_affinity_changed(sched: &Sched<Self>, thread: &Thread<Self>) {
            link(sched, thread);
        }

        fn thread_prio_changed(sched: &Sched<Self>, thread: &Thread<Self>) {
            link(sched, thread);
        }

        fn thread_departed(sched: &Sched<Self>, thread: &Thread<Self>) {
            link(sched, thread);
        }

        fn thread_dead(sched: &Sched<Self>, thread: &Thread<Self>) {
            link(sched, thread);
        }

        fn cpu_ticked(sched: &Sched<Self>, _cpu: &Cpu<Self>, thread: &Thread<Self>) {
            link(sched, thread);
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = sched.lock().queue.pop_front();
            if let Some(thread) = next {
                cpu.run_thread(thread, SLICE);
                link(sched, thread);
            } else if cpu.current().is_some() {
                cpu.run_current(SLICE);
            } else {
                cpu.yield_to_parent();
            }
        }
    }

    /// On both lists, and on each of them twice.
    fn link(sched: &Sched<LinksAnyone>, thread: &Thread<LinksAnyone>) {
        let mut locked = sched.lock();
        locked.queue.push_back(thread);
        locked.queue.push_front(thread);
        locked.other.push_back(thread);
        locked.other.remove(thread);
    }
}

flux::hierarchy! {
    pub LinksAnyone = roci::Roci { primary: policy::LinksAnyone, idle: idle::Idle };
    new_threads => primary;
}
