//! Items that a subscheduler does not have.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    trait Weighs {
        fn weight(&self) -> u32;
    }
    type Count = u32;
    union Bits {
        low: u32,
        high: u32,
    }
    macro_rules! twice {
        ($n:expr) => {
            $n * 2
        };
    }
    std::thread_local! { static LOCAL: u32 = 3; }
    extern "C" {
        fn bpf_ktime_get_ns() -> u64;
    }
    extern crate core;
    static COUNT: u32 = 3;
    static mut TOTAL: u32 = 3;
    pub enum Event {
        Wakeup(u32),
        Sleep,
    }
    pub struct Pair(u32, u32);
    impl Policy {
        const LIMIT: u32 = 3;
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
