//! A line that is half typed: one error, and the rest of the module stands.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        count: u32,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let id = cpu.;
            cpu.run_idle();
        }
    }

    fn after(policy: &Sched<Policy>) -> u32 {
        policy.count.get()
    }
}

/// The module is there all the same.
pub fn slice() -> &'static str {
    <policy::Policy as flux::Subscheduler>::NAME
}

fn main() {}
