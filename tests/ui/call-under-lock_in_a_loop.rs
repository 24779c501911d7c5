//! A guard that is taken before a loop, and held through all of its turns.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        total: u64,
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
            for turn in 0..4 {
                guard.total += now().as_nanos();
            }
            drop(guard);
            cpu.run_idle();
        }
    }
}

fn main() {}
