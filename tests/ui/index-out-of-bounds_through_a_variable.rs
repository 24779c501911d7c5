//! An index that a variable holds.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        table: [u32; 4],
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let at = 3;
            let next = at + 1;
            policy.lock().table[next] = 1;
            cpu.run_idle();
        }
    }
}

fn main() {}
