//! More tiers than flux keeps.

use flux_schedulers::{biff, idle, roci::Roci};

flux::hierarchy! {
    TooDeep = Roci { idle: idle::Idle, primary: Roci { idle: idle::Idle, primary: Roci { idle: idle::Idle,
        primary: Roci { idle: idle::Idle, primary: Roci { idle: idle::Idle, primary: Roci { idle: idle::Idle,
        primary: Roci { idle: idle::Idle, primary: Roci { idle: idle::Idle, primary: biff::Biff } } } } } } } };
    new_threads => primary.primary.primary.primary.primary.primary.primary.primary;
}

fn main() {}
