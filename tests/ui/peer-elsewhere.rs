//! Peers where no threads are sent away.

#![allow(unused)]

#[flux::subsched]
mod parent {
    use flux::prelude::*;

    #[sched]
    pub struct Parent {
        #[role]
        only: Child,
        other: Peer,
    }

    impl CpuScheduler for Parent {
        fn request_for_cpus(parent: &Sched<Self>, child: &Child, request: &Request<Self>) {}

        fn pick_next_task(parent: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.grant(&parent.only);
        }
    }
}

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        hidden: Peer,
    }
    #[thread]
    pub struct PolicyThread {
        next: Peer,
    }

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {}

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {}
    }
}

fn main() {}
