//! A helper calls the kernel while its caller holds the lock.

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

    fn run(cpu: &Cpu<Policy>, thread: &Thread<Policy>) {
        cpu.run_thread(thread, Nanos::from_millis(3));
    }
    fn choose(cpu: &Cpu<Policy>, thread: &Thread<Policy>) {
        run(cpu, thread);
    }

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            policy.lock().queue.push_back(thread);
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut guard = policy.lock();
            if let Some(thread) = guard.queue.pop_front() {
                choose(cpu, thread);
            }
        }
    }
}

fn main() {}
