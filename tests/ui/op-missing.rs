//! Required ops that are not there.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    #[thread]
    pub struct PolicyThread {}

    impl ThreadScheduler for Policy {}
}

#[flux::subsched]
mod parent {
    use flux::prelude::*;

    #[sched]
    pub struct Parent {
        #[role]
        only: Child,
    }

    impl CpuScheduler for Parent {
        fn pick_next_task(parent: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.grant(&parent.only);
        }
    }
}

fn main() {}
