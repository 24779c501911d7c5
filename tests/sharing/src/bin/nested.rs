//! A split within a split.

use flux_schedulers::{biff, doc, fair, idle, split};

flux::hierarchy! {
    /// Threads that no rule names are `outer.two`.
    pub Nested = split::Split {
        left: biff::Biff,
        outer: split::Split { one: doc::Doc, two: fair::Fair, idle: idle::Idle },
        idle: idle::Idle,
    };
    new_threads => outer.two;
}

fn main() -> flux::Result<()> {
    flux::main::<Nested>()
}
