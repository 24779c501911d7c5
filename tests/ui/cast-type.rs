//! Casts that there are not.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    pub enum Phase {
        Idle,
        Busy,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let flag = cpu.id() as bool;
            let phase = 1 as Phase;
            let time = 3u64 as Nanos;
            cpu.run_idle();
        }
    }
}

fn main() {}
