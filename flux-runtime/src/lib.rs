//! Composable CPU schedulers for Linux.
//!
//! A scheduler is a hierarchy of small *subschedulers* that trade CPUs: a
//! child requests them, its parent grants them, the child runs a thread or
//! yields the CPU back. This crate is what a scheduler is written against
//! (`api`, [`prelude`]) and what runs it.

mod agent;
mod api;
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
pub use load::rejection::{Rejection, SourceLine};
