//! So does that of `if let`, until its `else`.

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
            if let Some(thread) = policy.lock().queue.pop_front() {
                cpu.run_thread(thread, Nanos::from_millis(3));
            } else {
                cpu.yield_to_parent();
            }
        }
    }
}

fn main() {}
