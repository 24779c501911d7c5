//! Numbers that their types do not hold.

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
            let small: u8 = 256;
            let negative: i8 = -129;
            policy.count.set(5_000_000_000);
            cpu.run_idle();
        }
    }
}

fn main() {}
