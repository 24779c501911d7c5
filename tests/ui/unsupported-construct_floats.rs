//! Floating point, in state, in values and in casts.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        average: f64,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let share = 0.5;
            let load = cpu.id() as f32;
            cpu.run_idle();
        }
    }
}

fn main() {}
