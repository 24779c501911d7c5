//! A thread scheduler with children.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    ChildrenOfThreads = roci::Roci { primary: biff::Biff { idle: idle::Idle }, idle: idle::Idle };
    new_threads => primary;
}

fn main() {}
