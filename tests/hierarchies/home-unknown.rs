//! A home that is not in the tree.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    NowhereHome = roci::Roci { primary: biff::Biff, idle: idle::Idle };
    new_threads => primry;
}

fn main() {}
