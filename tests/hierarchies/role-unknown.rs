//! A role that the type does not have.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    Unknown = roci::Roci { primary: biff::Biff, idle: idle::Idle, idel: idle::Idle };
    new_threads => primary;
}

fn main() {}
