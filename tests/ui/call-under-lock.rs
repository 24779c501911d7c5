//! The kernel is called while the lock is held.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct PolicyThread {
        link: Link,
    }

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            policy.lock().queue.push_back(thread);
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut guard = policy.lock();
            let started = now();
            let next = guard.queue.pop_front();
            if let Some(thread) = next {
                cpu.run_thread(thread, Nanos::from_millis(3));
            }
        }
    }
}

fn main() {}
