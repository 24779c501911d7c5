//! Two trees in one hierarchy.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    pub Two = biff::Biff;
    pub Trees = roci::Roci { primary: biff::Biff, idle: idle::Idle };
    new_threads => root;
}

fn main() {}
