//! Values of another type than is wanted.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        count: u64,
    }

    fn twice(n: u64) -> u64 {
        n * 2
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let wide: u64 = cpu.id();
            policy.count.set(cpu.id());
            let m = twice(cpu.id());
            if cpu.id() {
                return;
            }
            let x = if cpu.id() == 0 { 1u32 } else { 2u64 };
            cpu.run_idle();
        }
    }
}

fn main() {}
