//! The CPU schedulers of the library that share CPUs, and one below another.

use flux_schedulers::{biff, idle, prov, split, topo};

flux::hierarchy! {
    pub SplitCpus = split::Split {
        rpc: biff::Biff,
        batch: split::Split { one: biff::Biff, other: biff::Biff, idle: idle::Idle },
        rest: biff::Biff,
        idle: idle::Idle,
    };
    new_threads => rest;
}

flux::hierarchy! {
    pub SplitCaches = topo::Topo { rpc: biff::Biff, rest: biff::Biff, idle: idle::Idle };
    new_threads => rest;
}

flux::hierarchy! {
    pub Provisioned = prov::Prov {
        prio: biff::Biff,
        next: biff::Biff,
        last: biff::Biff,
        idle: idle::Idle,
    };
    new_threads => next;
}

fn main() {}
