//! Values that only a running program has.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        table: [u32; limit()],
    }

    #[tunable]
    pub static SLICE: Nanos = now();
    const LIMIT: u32 = limit();
    fn limit() -> u32 {
        3
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
