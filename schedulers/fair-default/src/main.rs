//! A scheduler for every day: all threads share all CPUs by their weights, and what
//! sleeps a lot answers at once.

use flux_schedulers::{fair, idle, roci};

flux::hierarchy! {
    /// `fair` gets each CPU that it wants; the rest idle.
    pub FairDefault = roci::Roci { primary: fair::Fair, idle: idle::Idle };
    new_threads => primary;
}

fn main() -> flux::Result<()> {
    flux::main::<FairDefault>()
}
