//! A helper that may end the scheduler, called under the lock.

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

    fn checked(n: u32) -> u32 {
        assert!(n < 8, "too many");
        n
    }

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            let mut guard = policy.lock();
            guard.total = checked(3);
            guard.queue.push_back(thread);
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
