//! A whole scheduler from three subschedulers of the library: every thread of the
//! machine runs on `biff`, which gets each CPU that it wants; the rest idle.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    /// The machine's scheduler while this program runs.
    pub Hello = roci::Roci { primary: biff::Biff, idle: idle::Idle };
    new_threads => primary;
}

fn main() -> flux::Result<()> {
    flux::main::<Hello>()
}
