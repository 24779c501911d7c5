//! `Option` of a number.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        last: Option<u64>,
    }

    fn limit(cpu: u32) -> Option<u32> {
        if cpu > 3 { Some(cpu) } else { None }
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
