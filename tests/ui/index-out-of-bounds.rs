//! An index that is never inside.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        counts: [u32; 8],
    }

    const LAST: usize = 8;

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            policy.lock().counts[LAST] += 1;
            let table = [1u32, 2, 3];
            let fourth = table[3];
            cpu.run_idle();
        }
    }
}

fn main() {}
