//! Types and functions with parameters.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    pub struct Pair<T> {
        low: T,
        high: T,
    }
    pub enum Maybe<T> {
        No(T),
    }
    fn largest<T: Ord>(a: T, b: T) -> T {
        if a > b { a } else { b }
    }
    fn sum<const N: usize>(values: [u32; N]) -> u32 {
        values[0]
    }
    fn any(value: impl Copy) -> u32 {
        3
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let id = u64::from(cpu.id());
            let all = Vec::<u32>::new();
            cpu.run_idle();
        }
    }
}

fn main() {}
