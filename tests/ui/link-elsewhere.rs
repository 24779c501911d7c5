//! A link where nothing could be linked, and a node outside of the `#[thread]` struct.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        link: Link,
    }
    #[cpu]
    pub struct PolicyCpu {
        #[key(used)]
        node: Node,
        used: Nanos,
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
