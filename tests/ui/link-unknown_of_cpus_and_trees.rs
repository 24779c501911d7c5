//! A list of CPUs through a link of threads, a tree through a link, a list through a node.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        cpus: List<Cpu, link>,
        #[locked]
        tree: Tree<Thread, link>,
        #[locked]
        list: List<Thread, node>,
    }

    #[thread]
    pub struct PolicyThread {
        link: Link,
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
