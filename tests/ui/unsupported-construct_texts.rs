//! Characters and strings.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        name: String,
        initial: char,
    }

    fn named(name: &str) -> bool {
        true
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let text = "hello";
            let letter = 'x';
            let bytes = b"hello";
            let byte = b'x';
            cpu.run_idle();
        }
    }
}

fn main() {}
