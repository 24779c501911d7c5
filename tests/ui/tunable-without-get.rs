//! A tunable that is used like a variable.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        count: u32,
    }

    #[tunable]
    pub static LIMIT: u32 = 3;

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            policy.count.set(LIMIT);
            LIMIT.set(4);
            cpu.run_idle();
        }
    }
}

fn main() {}
