//! Integers that no register holds.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        total: u128,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let wide = cpu.id() as u128 * 3;
            cpu.run_idle();
        }
    }
}

fn main() {}
