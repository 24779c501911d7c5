//! A name that the object has no room for.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    TheNameOfThisHierarchyIsLongerThanTheKernelHasRoomFor = roci::Roci { primary: biff::Biff, idle: idle::Idle };
    new_threads => primary;
}

fn main() {}
