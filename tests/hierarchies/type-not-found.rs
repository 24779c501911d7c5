//! Nothing of that name; a forgotten import; a module; a type that is no subscheduler.

use flux_schedulers::{biff, idle, roci};

struct Plain;

flux::hierarchy! {
    Misspelt = roci::Roci { primary: bif::Biff, idle: idle::Idle };
    new_threads => primary;
}

mod without_import {
    flux::hierarchy! {
        Forgotten = roci::Roci { primary: biff::Biff, idle: idle::Idle };
        new_threads => primary;
    }
}

flux::hierarchy! {
    JustTheModule = roci { primary: biff, idle: idle::Idle };
    new_threads => primary;
}

flux::hierarchy! {
    NoSubscheduler = roci::Roci { primary: Plain, idle: idle::Idle };
    new_threads => primary;
}

flux::hierarchy! {
    ThreadStruct = roci::Roci { primary: biff::BiffThread, idle: idle::Idle };
    new_threads => primary;
}

fn main() {}
