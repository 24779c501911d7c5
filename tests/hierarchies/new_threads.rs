//! No home for new threads, two, one that does not exist, one without threads.

use flux_schedulers::{biff, idle, roci};

flux::hierarchy! {
    NoHome = roci::Roci { primary: biff::Biff, idle: idle::Idle };
}

flux::hierarchy! {
    TwoHomes = roci::Roci { primary: biff::Biff, idle: idle::Idle };
    new_threads => primary;
    new_threads => primary;
}

flux::hierarchy! {
    NowhereHome = roci::Roci { primary: biff::Biff, idle: idle::Idle };
    new_threads => primry;
}

flux::hierarchy! {
    HomeWithoutThreads = roci::Roci { primary: biff::Biff, idle: idle::Idle };
    new_threads => idle;
}

flux::hierarchy! {
    HomeIsCpuScheduler = roci::Roci {
        primary: roci::Roci { primary: biff::Biff, idle: idle::Idle },
        idle: idle::Idle,
    };
    new_threads => primary;
}

fn main() {}
