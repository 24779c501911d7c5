//! A name that C does not take.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    pub Größe = roci::Roci { primary: biff::Biff, idle: idle::Idle };
    new_threads => primary;
}

fn main() {}
