//! References to plain values.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    fn twice(n: &u64) -> u64 {
        2
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let n = 3u64;
            let m = twice(&n);
            cpu.run_idle();
        }
    }
}

fn main() {}
