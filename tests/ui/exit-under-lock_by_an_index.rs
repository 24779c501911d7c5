//! A helper whose index may be out of bounds.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        total: u32,
    }

    fn pick(at: usize) -> u32 {
        let table = [1u32, 2, 4, 8];
        table[at]
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut guard = policy.lock();
            guard.total += pick(3);
            drop(guard);
            cpu.run_idle();
        }
    }
}

fn main() {}
