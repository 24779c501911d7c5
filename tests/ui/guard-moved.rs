//! A guard that is returned, stored, passed on, copied, and kept over a loop's turns.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::Guard;
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

    fn take(policy: &Sched<Policy>) -> Guard<Policy> {
        policy.lock()
    }
    fn use_it(guard: Guard<Policy>) {}

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            policy.lock().queue.push_back(thread);
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let first = policy.lock();
            let second = first;
            let mut third = policy.lock();
            for i in 0..3 {
                third = policy.lock();
            }
            cpu.run_idle();
        }
    }
}

fn main() {}
