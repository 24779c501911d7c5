//! What load programs are made of: system calls, clocks, sets of CPUs, memory that
//! processes share, random choices, and work that computes.
//!
//! It knows of no load and of no scheduler. Everything unsafe of `flux-loads` is
//! here.

pub mod cgroup;
pub mod clock;
pub mod cpus;
pub mod filter;
pub mod kernel;
pub mod pulse;
pub mod random;
pub mod shared_memory;
pub mod work;
