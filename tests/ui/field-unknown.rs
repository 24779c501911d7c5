//! Fields that neither the state nor a struct has.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        count: u32,
    }

    #[derive(Clone, Copy)]
    pub struct Pair {
        low: u32,
        high: u32,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            policy.cuont.set(1);
            let pair = Pair { low: 1, high: 2 };
            policy.count.set(pair.middle);
            cpu.run_idle();
        }
    }
}

fn main() {}
