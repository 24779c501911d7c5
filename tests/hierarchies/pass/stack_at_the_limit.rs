//! The most that an op and its helpers may take of the stack, and the longest chain of calls.

use flux_schedulers::{biff, roci};

#[flux::subsched]
mod heavy {
    use flux::prelude::*;

    #[sched]
    pub struct Heavy {
        seed: u32,
    }

    impl ThreadScheduler for Heavy {
        fn pick_next_task(heavy: &Sched<Self>, cpu: &Cpu<Self>) {
            let seed = heavy.seed.get();
            let table = [outer(seed), outer(seed + 1), middle(seed), seed];
            heavy.seed.set(table[(seed & 3) as usize]);
            cpu.run_idle();
        }
    }

    fn outer(seed: u32) -> u32 {
        let mut table = [seed; 8];
        table[(seed & 7) as usize] = middle(seed) + middle(seed + 1);
        table[(seed >> 1 & 7) as usize] + table[(seed & 7) as usize]
    }

    fn middle(seed: u32) -> u32 {
        let mut table = [seed; 16];
        table[(seed & 15) as usize] = inner(seed) + inner(seed * 3);
        table[(seed >> 2 & 15) as usize] + table[(seed & 15) as usize]
    }

    fn inner(seed: u32) -> u32 {
        let mut table = [seed; 16];
        table[(seed & 15) as usize] = 7;
        table[(seed >> 3 & 15) as usize] + table[(seed >> 4 & 15) as usize]
    }
}

flux::hierarchy! {
    StackAtTheLimit = roci::Roci { primary: biff::Biff, idle: heavy::Heavy };
    new_threads => primary;
}

fn main() {}
