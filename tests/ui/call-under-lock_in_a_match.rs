//! The value of a `match` holds the lock until its end, as Rust has it.

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
            match policy.lock().queue.pop_front() {
                Some(thread) => cpu.run_thread(thread, Nanos::from_millis(3)),
                None => cpu.yield_to_parent(),
            }
        }
    }
}

fn main() {}
