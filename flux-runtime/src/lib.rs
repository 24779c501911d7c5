//! Composable CPU schedulers for Linux.
//!
//! A scheduler is a hierarchy of small *subschedulers* that trade CPUs: a
//! child requests them, its parent grants them, the child runs a thread or
//! yields the CPU back. A subscheduler is a Rust module marked
//! [`#[flux::subsched]`](macro@subsched); [`hierarchy!`] composes a scheduler
//! from them; [`main`] runs it. What the kernel executes is BPF, generated from
//! the same source when the crate is built; see the crate `flux-build`.
//!
//! * What ops are written with is in the [`prelude`]: [`Sched`], [`Thread`],
//!   [`Cpu`], [`Child`], [`Request`], [`List`], [`Nanos`]. None of them can be
//!   built in userspace, so that an op cannot be called by mistake.
//! * Which ops there are, when the kernel calls them, and what happens if one is
//!   left out, is in [`ThreadScheduler`] and [`CpuScheduler`].
//! * What can go wrong at run time, with cause and remedy, is in [`Error`].
//!
//! Everything here works on Linux 6.16 and newer with sched_ext.

mod agent;
mod api;
mod config;
mod data;
mod error;
mod load;
mod machine;
pub mod prelude;
mod temp_file;

pub use agent::exit::{ExitKind, ExitReport};
pub use agent::main;
pub use api::*;
pub use error::{Error, Result, SchedExtMissing};
pub use flux_macros::{hierarchy, subsched};
pub use load::rejection::{Cause, Rejection, SourceLine};
