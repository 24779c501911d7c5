//! A branch that drops the guard and leaves a loop, but not the op.

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
            let guard = policy.lock();
            for i in 0..3 {
                if cpu.id() == i {
                    drop(guard);
                    break;
                }
            }
            cpu.run_idle();
        }
    }
}

fn main() {}
