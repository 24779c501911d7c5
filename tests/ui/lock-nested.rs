//! The lock is taken while it is held.

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

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            let mut guard = policy.lock();
            for i in 0..3 {
                policy.lock().total += i;
            }
            guard.queue.push_back(thread);
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut guard = policy.lock();
            guard.total += 1;
            let total = policy.lock().total;
            drop(guard);
            cpu.run_idle();
        }
    }
}

fn main() {}
