//! Attributes of flux on things that they say nothing about.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    #[locked]
    pub enum Phase {
        Idle,
    }
    #[tunable]
    const LIMIT: u32 = 3;
    #[sched]
    fn helper() {}
    pub struct Pair {
        #[role]
        low: u32,
        high: u32,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
        #[thread]
        fn cpu_allocated(_policy: &Sched<Self>, _cpu: &Cpu<Self>) {}
    }
}

fn main() {}
