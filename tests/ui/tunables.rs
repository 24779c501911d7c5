//! Tunables and constants that are none.

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    #[tunable]
    pub static SLICE: Nanos = now();

    #[tunable]
    pub static NAME: &str = "policy";

    static PLAIN: u32 = 1;

    const TOO_LARGE: u8 = 300;

    impl ThreadScheduler for Policy {
        fn pick_next_task(_policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_current(SLICE);
        }
    }
}

fn main() {}
