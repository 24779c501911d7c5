//! What needs a heap, in state and in ops.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        names: Vec<u32>,
        boxed: Box<u32>,
        by_pid: HashMap<u32, u32>,
        shared: Arc<u32>,
    }

    use std::collections::HashMap;
    use std::sync::Arc;

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let boxed = Box::new(cpu.id());
            let all = vec![1, 2, 3];
            let text = String::from("hello");
            cpu.run_idle();
        }
    }
}

fn main() {}
