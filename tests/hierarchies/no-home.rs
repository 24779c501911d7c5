//! Nobody says where new threads go.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    NoHome = roci::Roci { primary: biff::Biff, idle: idle::Idle };
}

fn main() {}
