//! The API that ops are written against.
//!
//! Nothing here runs. `#[flux::subsched]` leaves a policy's ops in place as
//! ordinary Rust, so that rustc checks their types and borrows against these
//! items and an editor completes them; what the kernel runs is the C that
//! flux generates from the same source.
//!
//! Invariant: a value of a handle type ([`Sched`], [`Thread`], [`Cpu`], …)
//! cannot exist in userspace. Each holds a [`Never`], so method bodies are an
//! empty match, no op can be called by mistake, and nothing here can panic.
//!
//! Handles given out by a list or by flux are `&'static`: the kernel side
//! keeps threads and CPUs in memory that lives as long as the scheduler, and
//! a handle has to outlive the guard under which it was found. An op must not
//! keep one after it returned; state cannot hold references, so it cannot.

mod child;
mod children;
mod cpu;
mod cpu_set;
mod field;
mod guard;
mod list;
mod nanos;
mod ops;
mod peer;
mod per_child;
mod request;
mod sched;
mod thread;
mod topology;
mod tree;
mod tunable;

pub use child::Child;
pub use children::Children;
pub use cpu::Cpu;
pub use cpu_set::CpuSet;
pub use field::Field;
pub use guard::Guard;
pub use list::{Link, List};
pub use nanos::{Nanos, ParseNanosError, now};
pub use ops::{CpuScheduler, Hierarchy, Node, Subscheduler, ThreadScheduler};
pub use peer::Peer;
pub use per_child::PerChild;
pub use request::Request;
pub use sched::Sched;
pub use thread::Thread;
pub use topology::{nr_cpu_ids, nr_llcs};
pub use tree::{Tree, TreeNode};
pub use tunable::{ParseTunableError, Tunable, TunableInfo, TunableKind, TunableType};

/// A type without values: what holds one cannot be built.
pub(crate) enum Never {}
