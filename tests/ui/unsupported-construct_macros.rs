//! Macros but those that end the scheduler.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            println!("cpu {}", cpu.id());
            dbg!(cpu.id());
            assert_eq!(cpu.id(), 3);
            let even = matches!(cpu.id(), 0 | 2);
            assert!(cpu.id() < 8, "cpu {}", cpu.id());
            todo!();
        }
    }
}

fn main() {}
