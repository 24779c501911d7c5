//! Variables that fit by themselves, and not along a chain of calls.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        count: u32,
    }

    fn inner(n: u32) -> u32 {
        let table = [n; 40];
        table[(n & 7) as usize]
    }
    fn outer(n: u32) -> u32 {
        let table = [inner(n); 30];
        table[(n & 7) as usize]
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let table = [outer(3); 20];
            policy.count.set(table[(cpu.id() & 7) as usize]);
            cpu.run_idle();
        }
    }
}

fn main() {}
