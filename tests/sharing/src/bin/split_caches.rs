//! Children with CPUs of their own.

use flux_schedulers::{biff, idle, topo};

flux::hierarchy! {
    /// The scheduler.
    pub SplitCaches = topo::Topo { rpc: biff::Biff, rest: biff::Biff, idle: idle::Idle };
    new_threads => rest;
}

fn main() -> flux::Result<()> {
    flux::main::<SplitCaches>()
}
