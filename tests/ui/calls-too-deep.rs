//! More calls within each other than the kernel has frames.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        count: u32,
    }

    fn a(n: u32) -> u32 {
        n + 1
    }
    fn b(n: u32) -> u32 {
        a(n) + a(n + 1)
    }
    fn c(n: u32) -> u32 {
        b(n) + b(n + 1)
    }
    fn d(n: u32) -> u32 {
        c(n) + c(n + 1)
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            policy.count.set(d(cpu.id()));
            cpu.run_idle();
        }
    }
}

fn main() {}
