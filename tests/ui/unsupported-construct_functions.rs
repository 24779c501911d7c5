//! What a function of the language cannot be.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    async fn waits() {}
    unsafe fn dangerous() {}
    extern "C" fn foreign() {}
    fn never() -> ! {
        panic!("never")
    }
    fn pair() -> (u32, u32) {
        (1, 2)
    }
    fn calls(f: fn(u32) -> u32) -> u32 {
        f(3)
    }
    fn dynamic(f: &dyn Fn(u32) -> u32) -> u32 {
        3
    }
    fn slice(values: &[u32]) -> u32 {
        3
    }
    fn raw(value: *const u32) -> u32 {
        3
    }
    fn change(value: &mut u32) {}
    impl Policy {
        fn method(&self) -> u32 {
            3
        }
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
