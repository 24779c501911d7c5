//! Expressions that the language leaves out.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        count: u32,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let pair = (cpu.id(), 3);
            let first = pair.0;
            let all = 0..3;
            let same = *policy;
            let wide = unsafe { cpu.id() };
            let later = async { 3 };
            let known = const { 3 + 4 };
            let size = size_of::<u32>();
            let half = <u32 as From<u8>>::from(3);
            if let Some(thread) = cpu.current()
                && cpu.id() > 3
            {
                cpu.run_current(Nanos::from_millis(1));
            }
            cpu.run_idle();
        }
    }
}

fn main() {}
