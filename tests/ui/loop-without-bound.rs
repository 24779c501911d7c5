//! Loops of which nobody sees the end.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        queue: List<Thread, link>,
        count: u32,
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
            while policy.count.get() > 0 {
                policy.count.set(policy.count.get() - 1);
            }
            while let Some(thread) = policy.lock().queue.pop_front() {
                policy.request_cpus(1);
            }
            loop {
                break;
            }
            for i in 0..policy.count.get() {
                policy.count.set(i);
            }
            for i in 0.. {
                break;
            }
            cpu.run_idle();
        }
    }
}

fn main() {}
