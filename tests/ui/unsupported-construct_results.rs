//! `Result` and `?`.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    fn find(cpu: u32) -> Result<u32, u32> {
        if cpu > 3 { Err(3) } else { Ok(cpu) }
    }
    fn next(policy: &Sched<Policy>) -> Option<&Cpu<Policy>> {
        let found = find(3)?;
        None
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
