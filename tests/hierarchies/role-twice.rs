//! A role that is filled twice.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    Twice = roci::Roci { primary: biff::Biff, primary: biff::Biff, idle: idle::Idle };
    new_threads => primary;
}

fn main() {}
