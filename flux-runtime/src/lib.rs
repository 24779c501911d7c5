//! Composable CPU schedulers for Linux.
//!
//! A scheduler is a hierarchy of small *subschedulers* that trade CPUs: a
//! child requests them, its parent grants them, the child runs a thread or
//! yields the CPU back. This crate is what a scheduler is written against
//! (`api`, [`prelude`]) and what runs it.

mod api;
pub mod prelude;

pub use api::*;
pub use flux_macros::{hierarchy, subsched};
