//! Trees that are ordered by what has no such order.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        by_lag: Tree<Thread, node>,
        #[locked]
        by_link: Tree<Thread, other_node>,
    }

    #[thread]
    pub struct PolicyThread {
        #[key(lag)]
        node: Node,
        lag: i64,
        #[key(link)]
        other_node: Node,
        link: Link,
    }

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            policy.request_cpus(1);
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
