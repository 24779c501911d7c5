//! Rust that has no place in an op, each with what to write instead.

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        average: f64,
        names: Vec<u32>,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let twice = |n: u32| n * 2;
            let text = "hello";
            let boxed = Box::new(1u32);
            let share = 0.5;
            println!("{text}");
            loop {
                break;
            }
            unsafe {}
            async {};
            let _pair = (twice(1), boxed);
            let _ = (share, policy, cpu);
        }
    }

    fn generic<T>(value: T) -> T {
        value
    }
}

fn main() {}
