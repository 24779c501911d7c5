//! Two instances of one type, each with CPUs and threads of its own.

use flux_schedulers::{biff, idle, split};

flux::hierarchy! {
    /// Threads that no rule names are on the right.
    pub TwoBiffs = split::Split { left: biff::Biff, right: biff::Biff, idle: idle::Idle };
    new_threads => right;
}

fn main() -> flux::Result<()> {
    flux::main::<TwoBiffs>()
}
