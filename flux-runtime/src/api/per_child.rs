//! `PerChild`: one value for each child of a CPU scheduler.

use super::{Child, Field, Tunable};

/// One value for each child of a CPU scheduler: a number of CPUs, a weight, a
/// time.
///
/// It is the type of a tunable, or of a field of a `#[sched]` struct that has
/// roles. A tunable starts with one default for all children, and the user sets
/// it for all of them (`--set split.MIN=1`) or for one, by its role
/// (`--set split.MIN.rpc=2`). A field starts with zeroes.
///
/// ```
/// #[flux::subsched]
/// pub mod taker {
///     use flux::prelude::*;
///
///     #[sched]
///     pub struct Taker {
///         #[role]
///         first: Child,
///         #[role]
///         second: Child,
///         /// How often each was granted a CPU.
///         grants: PerChild<u64>,
///     }
///
///     /// How many CPUs each may have at most.
///     #[tunable]
///     pub static MAX: PerChild<u32> = PerChild::new(4);
///
///     impl CpuScheduler for Taker {
///         fn request_for_cpus(_taker: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}
///         fn pick_next_task(taker: &Sched<Self>, cpu: &Cpu<Self>) {
///             let first = &taker.first;
///             if first.wants_cpu(cpu) && first.nr_cpus() < MAX.of(first) {
///                 taker.grants.set_of(first, taker.grants.of(first) + 1);
///                 cpu.grant(first);
///             } else {
///                 cpu.grant(&taker.second);
///             }
///         }
///     }
/// }
/// # fn main() {}
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PerChild<T> {
    pub(crate) default: T,
}

impl<T: Copy> PerChild<T> {
    /// The same value for every child, for the default of a tunable.
    ///
    /// ```
    /// use flux::PerChild;
    ///
    /// static WEIGHT: flux::Tunable<PerChild<u32>> = flux::Tunable::new(PerChild::new(100));
    /// # let _ = &WEIGHT;
    /// ```
    pub const fn new(default: T) -> Self {
        Self { default }
    }
}

impl<T: Copy> Tunable<PerChild<T>> {
    /// The value for `child`.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all of a CPU scheduler |
    /// | lock | may be held |
    /// | cost | two loads |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// static MAX: flux::Tunable<PerChild<u32>> = flux::Tunable::new(PerChild::new(4));
    ///
    /// fn example(child: &Child) -> bool {
    ///     child.nr_cpus() < MAX.of(child)
    /// }
    /// ```
    pub fn of(&self, child: &Child) -> T {
        match child.0 {}
    }
}

impl<T: Copy> Field<PerChild<T>> {
    /// The value for `child` now.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all of a CPU scheduler |
    /// | lock | may be held |
    /// | cost | two loads |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example(shares: &flux::Field<PerChild<u32>>, child: &Child) -> bool {
    ///     child.nr_cpus() < shares.of(child)
    /// }
    /// ```
    pub fn of(&self, child: &Child) -> T {
        match child.0 {}
    }

    /// Stores `value` for `child`.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all of a CPU scheduler |
    /// | lock | may be held |
    /// | cost | a load and a store |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example(asked: &flux::Field<PerChild<u64>>, child: &Child) {
    ///     asked.set_of(child, asked.of(child) + 1);
    /// }
    /// ```
    pub fn set_of(&self, child: &Child, value: T) {
        let _ = value;
        match child.0 {}
    }
}
