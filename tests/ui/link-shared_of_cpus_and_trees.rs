//! One link for two lists of CPUs, one node for two trees; lists of threads and CPUs may use links of one name.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        hot: List<Cpu, link>,
        #[locked]
        cold: List<Cpu, link>,
        #[locked]
        early: Tree<Thread, node>,
        #[locked]
        late: Tree<Thread, node>,
    }

    #[thread]
    pub struct PolicyThread {
        link: Link,
        #[key(deadline)]
        node: Node,
        deadline: Nanos,
    }

    #[cpu]
    pub struct PolicyCpu {
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
