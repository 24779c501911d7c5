//! Items, and attributes, inside of a function.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            const LIMIT: u32 = 3;
            fn helper() {}
            struct Local {
                n: u32,
            }
            cpu.run_idle();
        }
    }
}

fn main() {}
