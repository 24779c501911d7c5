//! Calls in ops that may not make them.

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
            cpu.preempt();
            cpu.run_idle();
        }

        fn cpu_ticked(_policy: &Sched<Self>, cpu: &Cpu<Self>, thread: &Thread<Self>) {
            cpu.run_thread(thread, Nanos::from_millis(1));
        }
        fn thread_blocked(policy: &Sched<Self>, _thread: &Thread<Self>) {
            policy.request_cpus(1);
        }
        fn thread_on_cpu(_policy: &Sched<Self>, _thread: &Thread<Self>, cpu: &Cpu<Self>) {
            if cpu.current().is_some() {
                cpu.yield_to_parent();
            }
        }
    }
}

fn main() {}
