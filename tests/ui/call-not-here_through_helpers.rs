//! Calls that helpers make, from ops that may not make them: the message shows the way.

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
        cpu.run_thread(thread, Nanos::from_millis(1));
    }
    fn settle(cpu: &Cpu<Policy>, thread: &Thread<Policy>) {
        run(cpu, thread);
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

        fn cpu_ticked(_policy: &Sched<Self>, cpu: &Cpu<Self>, thread: &Thread<Self>) {
            settle(cpu, thread);
        }
    }
}

fn main() {}
