//! Puts threads on all that it has whenever it hears of one, also while they run, when they
//! have gone to sleep, and when they are dead; and takes them off one of them only.

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
        #[locked]
        by_pid: Tree<Thread, node>,
    }

    #[thread]
    pub struct LinksAnyoneThread {
        /// In `queue`.
        link: Link,
        /// In `other`.
        other_link: Link,
        /// In `by_pid`.
        #[key(pid)]
        node: Node,
        pid: u32,
    }

    const SLICE: Nanos = Nanos::from_millis(5);

    impl ThreadScheduler for LinksAnyone {
        fn thread_new(sched: &Sched<Self>, thread: &Thread<Self>) {
            thread.pid.set(thread.pid());
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

    /// On all of them at once, for a while; to be on one twice would end the scheduler.
    fn link(sched: &Sched<LinksAnyone>, thread: &Thread<LinksAnyone>) {
        let mut locked = sched.lock();
        if !locked.queue.contains(thread) {
            locked.queue.push_back(thread);
        }
        if !locked.by_pid.contains(thread) {
            locked.by_pid.insert(thread);
        }
        if !locked.other.contains(thread) {
            locked.other.push_back(thread);
            locked.other.remove(thread);
        } else if locked.other.back().is_none() {
            panic!("a list of at least one thread has a last one");
        }
        // Whatever comes first of those that were left on it.
        let _ = locked.other.pop_front();
        let first = locked.other.front();
        let before = match first {
            Some(first) => locked.other.prev(first),
            None => None,
        };
        assert!(before.is_none(), "somebody is before the first");
    }
}

flux::hierarchy! {
    pub LinksAnyone = roci::Roci { primary: policy::LinksAnyone, idle: idle::Idle };
    new_threads => primary;
}
