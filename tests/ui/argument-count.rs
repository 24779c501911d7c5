//! Too few arguments, and too many.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    fn twice(n: u32) -> u32 {
        n * 2
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_current();
            let _ = twice(1, 2);
            cpu.run_idle();
        }
    }
}

fn main() {}
