//! A role unfilled, unknown, filled twice; children of a thread scheduler.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    Unfilled = roci::Roci { primary: biff::Biff };
    new_threads => primary;
}

flux::hierarchy! {
    Unknown = roci::Roci { primary: biff::Biff, idle: idle::Idle, idel: idle::Idle };
    new_threads => primary;
}

flux::hierarchy! {
    Twice = roci::Roci { primary: biff::Biff, primary: biff::Biff, idle: idle::Idle };
    new_threads => primary;
}

flux::hierarchy! {
    ChildrenOfThreads = roci::Roci { primary: biff::Biff { idle: idle::Idle }, idle: idle::Idle };
    new_threads => primary;
}

fn main() {}
