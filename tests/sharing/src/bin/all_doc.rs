//! All threads on `doc`: for what it does with deadlines.

use flux_schedulers::{doc, idle, roci};

flux::hierarchy! {
    /// `doc` gets each CPU that it wants; the rest idle.
    pub AllDoc = roci::Roci { primary: doc::Doc, idle: idle::Idle };
    new_threads => primary;
}

fn main() -> flux::Result<()> {
    flux::main::<AllDoc>()
}
