//! A helper takes the lock that its caller holds.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        total: u32,
    }

    #[thread]
    pub struct PolicyThread {
        link: Link,
    }

    fn count(policy: &Sched<Policy>) {
        policy.lock().total += 1;
    }
    fn note(policy: &Sched<Policy>) {
        count(policy);
    }

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            let mut guard = policy.lock();
            guard.queue.push_back(thread);
            note(policy);
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = policy.lock().queue.pop_front();
            let Some(thread) = next else {
                return cpu.yield_to_parent();
            };
            cpu.run_thread(thread, Nanos::from_millis(3));
        }
    }
}

fn main() {}
