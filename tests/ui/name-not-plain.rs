//! Names that C does not take: not ASCII, or a raw one.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        größe: u32,
        r#type: u32,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let δ = cpu.id();
            let _ = δ;
            cpu.run_idle();
        }
    }
}

fn main() {}
