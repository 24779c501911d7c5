//! Lists of something else, and lists that name no link.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        ready: List<Thread>,
        #[locked]
        numbers: List<u32, link>,
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
            let next = policy.lock().queue.pop_front();
            let Some(thread) = next else {
                return cpu.yield_to_parent();
            };
            cpu.run_thread(thread, Nanos::from_millis(3));
        }
    }
}

fn main() {}
