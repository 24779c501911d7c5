//! A scheduler for servers: requests with deadlines, housekeeping on CPUs of its own, and
//! the rest by weight on what these leave. Which thread is what, and who gets how many
//! CPUs, stands in flux.toml.

use flux_schedulers::{biff, doc, fair, idle, split};

flux::hierarchy! {
    /// `split` shares the CPUs out; threads that no rule names are `rest`.
    pub RpcSplit = split::Split {
        rpc: doc::Doc,
        housekeeping: biff::Biff,
        rest: fair::Fair,
        idle: idle::Idle,
    };
    new_threads => rest;
}

fn main() -> flux::Result<()> {
    flux::main::<RpcSplit>()
}
