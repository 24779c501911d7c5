//! One child before two others.

use flux_schedulers::{biff, idle, prov};

flux::hierarchy! {
    /// The scheduler.
    pub Provisioned = prov::Prov {
        prio: biff::Biff,
        next: biff::Biff,
        last: biff::Biff,
        idle: idle::Idle,
    };
    new_threads => next;
}

fn main() -> flux::Result<()> {
    flux::main::<Provisioned>()
}
