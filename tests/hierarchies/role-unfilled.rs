//! A role that nobody fills, and two.

use flux_schedulers::{biff, roci};

flux::hierarchy! {
    Unfilled = roci::Roci { primary: biff::Biff };
    new_threads => primary;
}

flux::hierarchy! {
    AllUnfilled = roci::Roci;
    new_threads => root;
}

fn main() {}
