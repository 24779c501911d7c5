//! Left to rustc: handles cannot be made, and ops not called, from outside.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

pub fn cheat(cpu: &flux::Cpu<policy::Policy>) {
    let policy: flux::Sched<policy::Policy> = flux::Sched::new();
    <policy::Policy as flux::ThreadScheduler>::pick_next_task(&policy, cpu);
}

fn main() {}
