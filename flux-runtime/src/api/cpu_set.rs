//! `CpuSet`: CPUs that the user of a scheduler names.

use super::{Cpu, Subscheduler, Tunable};

/// A set of CPUs, as the type of a tunable.
///
/// The user writes it as the kernel writes sets of CPUs, by caches or by nodes:
///
/// | text | CPUs |
/// |---|---|
/// | `0-3,8` | these numbers |
/// | `llc:0` | those of the first last-level cache |
/// | `node:1` | those of the second NUMA node |
/// | `all`, `none` | what the words say |
///
/// Texts are joined with commas: `llc:1,0`. Numbers that this machine does not
/// have are an error.
///
/// ```
/// #[flux::subsched]
/// pub mod picky {
///     use flux::prelude::*;
///
///     #[sched]
///     pub struct Picky {
///         #[role]
///         fast: Child,
///         #[role]
///         slow: Child,
///     }
///
///     /// The CPUs of the child `fast`.
///     #[tunable]
///     pub static FAST_CPUS: CpuSet = CpuSet::none();
///
///     impl CpuScheduler for Picky {
///         fn request_for_cpus(_picky: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}
///         fn pick_next_task(picky: &Sched<Self>, cpu: &Cpu<Self>) {
///             if FAST_CPUS.contains(cpu) {
///                 cpu.grant(&picky.fast);
///             } else {
///                 cpu.grant(&picky.slow);
///             }
///         }
///     }
/// }
/// # fn main() {}
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CpuSet {
    pub(crate) all: bool,
}

impl CpuSet {
    /// Every CPU: a default.
    ///
    /// ```
    /// use flux::{CpuSet, Tunable};
    ///
    /// static CPUS: Tunable<CpuSet> = Tunable::new(CpuSet::all());
    /// assert_eq!(CPUS.get(), CpuSet::all());
    /// ```
    pub const fn all() -> Self {
        Self { all: true }
    }

    /// No CPU: a default.
    ///
    /// ```
    /// use flux::{CpuSet, Tunable};
    ///
    /// static CPUS: Tunable<CpuSet> = Tunable::new(CpuSet::none());
    /// assert_ne!(CPUS.get(), CpuSet::all());
    /// ```
    pub const fn none() -> Self {
        Self { all: false }
    }
}

impl Tunable<CpuSet> {
    /// Whether `cpu` is in the set.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | may be held |
    /// | cost | two loads |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// static FAST_CPUS: flux::Tunable<CpuSet> = flux::Tunable::new(CpuSet::none());
    ///
    /// fn example<S: Subscheduler>(cpu: &Cpu<S>) -> bool {
    ///     FAST_CPUS.contains(cpu)
    /// }
    /// ```
    pub fn contains<S: Subscheduler>(&self, cpu: &Cpu<S>) -> bool {
        match cpu.0 {}
    }
}
