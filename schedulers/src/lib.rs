//! Subschedulers to compose: each is a policy of its own, and none knows what
//! stands above or below it.
//!
//! | type | kind | policy |
//! |---|---|---|
//! | [`split::Split`] | CPU scheduler | any number of children share the CPUs, by minima, maxima, weights |
//! | [`topo::Topo`] | CPU scheduler | the same, with whole caches and cores for each child |
//! | [`prov::Prov`] | CPU scheduler | one child first, up to so many CPUs, on those it is to have; two after it |
//! | [`roci::Roci`] | CPU scheduler | one child gets every CPU that it wants, another the rest |
//! | [`biff::Biff`] | thread scheduler | one FIFO queue for all CPUs |
//! | [`fair::Fair`] | thread scheduler | CPU time by weight |
//! | [`doc::Doc`] | thread scheduler | earliest deadline first |
//! | [`idle::Idle`] | thread scheduler | no threads: lets CPUs halt |
//!
//! ```ignore
//! use flux_schedulers::{biff, idle, roci};
//!
//! flux::hierarchy! {
//!     pub Hello = roci::Roci { primary: biff::Biff, idle: idle::Idle };
//!     new_threads => primary;
//! }
//! ```
//!
//! Each lies in the file of its name. This crate is an ordinary library: it has
//! no build script and holds no C. To add one, write the file, name it here and
//! in the table of the README.

// An attribute macro needs the module's text, so `pub mod biff { … }` stands
// inside biff.rs, and the file itself must be a module of another name.
#[path = "biff.rs"]
mod biff_file;
#[path = "doc.rs"]
mod doc_file;
#[path = "fair.rs"]
mod fair_file;
#[path = "idle.rs"]
mod idle_file;
#[path = "prov.rs"]
mod prov_file;
#[path = "roci.rs"]
mod roci_file;
#[path = "split.rs"]
mod split_file;
#[path = "topo.rs"]
mod topo_file;

pub use biff_file::biff;
pub use doc_file::doc;
pub use fair_file::fair;
pub use idle_file::idle;
pub use prov_file::prov;
pub use roci_file::roci;
pub use split_file::split;
pub use topo_file::topo;
