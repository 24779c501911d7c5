//! Shifts by all the bits that there are.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let high = cpu.id() << 32;
            let low = cpu.id() >> 40u64;
            cpu.run_idle();
        }
    }
}

fn main() {}
