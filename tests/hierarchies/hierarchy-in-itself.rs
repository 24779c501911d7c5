//! A circle: the hierarchy as a part of itself.

use flux_schedulers::{idle, roci};

flux::hierarchy! {
    pub Endless = roci::Roci { primary: Endless, idle: idle::Idle };
    new_threads => primary;
}

fn main() {}
