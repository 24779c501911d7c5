//! Divisors that are always zero.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    const NONE: u32 = 0;

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let share = cpu.id() / NONE;
            let rest = cpu.id() % 0;
            cpu.run_idle();
        }
    }
}

fn main() {}
