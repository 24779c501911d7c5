//! New threads with two homes.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    TwoHomes = roci::Roci { primary: biff::Biff, idle: idle::Idle };
    new_threads => primary;
    new_threads => primary;
}

fn main() {}
