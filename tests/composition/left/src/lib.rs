//! A library crate with two subschedulers: one for threads, one for CPUs.

#[path = "biff.rs"]
mod biff_file;
#[path = "pass.rs"]
mod pass_file;

pub use biff_file::biff;
pub use pass_file::pass;
