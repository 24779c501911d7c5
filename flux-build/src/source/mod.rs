//! From a package to its `hierarchy!` calls and the modules that they name.
//!
//! [`packages`] asks cargo where crates lie, [`tree`] reads a crate's files into
//! a tree of modules (with [`imports`], as far as [`cfg`](mod@cfg) lets them exist), [`names`] finds what a path means in it, as rustc would.
//! None of them looks inside a subscheduler: that is `flux_codegen`'s part.

pub mod cfg;
pub mod imports;
pub mod names;
pub mod packages;
pub mod tree;
