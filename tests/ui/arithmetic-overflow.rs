//! Sums, differences and products that never fit.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        count: u8,
    }

    const MAX: u32 = u32::MAX;

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let n = 200u8 + 100;
            let below = 3u32 - 4;
            let twice = MAX * 2;
            policy.count.set(n);
            cpu.run_idle();
        }
    }
}

fn main() {}
