//! Homes that cannot have threads: one that has none of its own, and a CPU scheduler.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    HomeWithoutThreads = roci::Roci { primary: biff::Biff, idle: idle::Idle };
    new_threads => idle;
}

flux::hierarchy! {
    HomeIsCpuScheduler = roci::Roci {
        primary: roci::Roci { primary: biff::Biff, idle: idle::Idle },
        idle: idle::Idle,
    };
    new_threads => primary;
}

fn main() {}
