//! Tunables and constants that are none.

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    #[tunable]
    pub static SLICE: Nanos = Nanos::from_millis(5);

    #[tunable]
    pub static START: Nanos = now();

    static PLAIN: u32 = 1;

    const TOO_LARGE: u8 = 300;

    const MANY: [u32; 2] = [1, 2];

    impl ThreadScheduler for Policy {
        fn pick_next_task(_policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_current(SLICE);
        }
    }
}

fn main() {}
