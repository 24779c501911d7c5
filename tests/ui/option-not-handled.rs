//! What may be `None`, used as if it were there.

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
        since: Nanos,
    }

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            policy.lock().queue.push_back(thread);
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = policy.lock().queue.pop_front();
            let pid = cpu.current().pid();
            let since = cpu.current().since.get();
            cpu.run_thread(next, Nanos::from_millis(3));
        }
    }
}

fn main() {}
