//! Trees of something else, and trees that name no node.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        by_key: Tree<Thread>,
        #[locked]
        of_cpus: Tree<Cpu, node>,
        #[locked]
        of_numbers: Tree<Thread, [u32; 2]>,
    }

    #[thread]
    pub struct PolicyThread {
        #[key(deadline)]
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
