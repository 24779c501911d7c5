//! A tree that is ordered by a field which is not there.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        by_deadline: Tree<Thread, node>,
    }

    #[thread]
    pub struct PolicyThread {
        #[key(dead_line)]
        node: Node,
        deadline: Nanos,
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
