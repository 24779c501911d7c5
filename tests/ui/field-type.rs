//! Types that state cannot have.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        queue: List<Thread, link>,
        first: Option<Thread<Policy>>,
        unit: (),
    }

    #[thread]
    pub struct PolicyThread {
        link: Link,
    }
    #[cpu]
    pub struct PolicyCpu {
        on: Cpu<Policy>,
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
