//! Children that share CPUs, one of which shares its own again.

use flux_schedulers::{biff, idle, split};

flux::hierarchy! {
    /// The scheduler.
    pub SplitCpus = split::Split {
        rpc: biff::Biff,
        batch: split::Split { one: biff::Biff, other: biff::Biff, idle: idle::Idle },
        rest: biff::Biff,
        idle: idle::Idle,
    };
    new_threads => rest;
}

fn main() -> flux::Result<()> {
    flux::main::<SplitCpus>()
}
