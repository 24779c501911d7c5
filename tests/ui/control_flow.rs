//! Loops without a bound, recursion, patterns that leave values out.

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    pub enum Mode {
        Fast,
        Slow,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            while policy.nr_cpus() > 0 {}
            for _turn in 0..1_000_000_000u32 {}
            let mode = Mode::Fast;
            let slice = match mode {
                Mode::Fast => 1u32,
            };
            let again = recurse(slice);
            if again > 0 {
                cpu.yield_to_parent();
            }
        }
    }

    fn recurse(n: u32) -> u32 {
        recurse(n - 1)
    }
}

fn main() {}
