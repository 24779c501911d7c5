//! Patterns that the language leaves out.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    #[derive(Clone, Copy)]
    pub struct Pair {
        low: u32,
        high: u32,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let Pair { low, high } = Pair { low: 1, high: 2 };
            let (a, b) = (1, 2);
            let [c, d] = [1, 2];
            match cpu.id() {
                0 if cpu.id() == 0 => {}
                n @ 1..=3 => {}
                4.. => {}
                _ => {}
            }
            if let Some(ref thread) = cpu.current() {}
            cpu.run_idle();
        }
    }
}

fn main() {}
