//! Types with parameters, and children in the wrong brackets.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    Parameters = biff::Biff<u32>;
    new_threads => root;
}

flux::hierarchy! {
    Brackets = roci::Roci(biff::Biff, idle::Idle);
    new_threads => primary;
}

fn main() {}
