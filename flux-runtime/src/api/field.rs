//! `Field`: state that is shared without a lock.

use core::marker::PhantomData;

use super::Never;

/// A field of a `#[sched]`, `#[thread]` or `#[cpu]` struct that is not
/// `#[locked]`.
///
/// In the source such a field has its plain type (`halted: bool`);
/// `#[flux::subsched]` makes it a `Field<bool>`. Several CPUs may use it at
/// once: each `get` and each `set` is one whole access, a `get` followed by a
/// `set` is not. Put into a `#[locked]` field what must change together. New
/// instances, threads and CPUs start with zeroes.
///
/// ```
/// use flux::Field;
///
/// fn first_time(halted: &Field<bool>) -> bool {
///     let before = halted.get();
///     halted.set(true);
///     !before
/// }
/// ```
pub struct Field<T>(pub(crate) Never, PhantomData<T>);

impl<T: Copy> Field<T> {
    /// The value now.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | may be held |
    /// | cost | one load |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example(hits: &flux::Field<u32>) -> u32 {
    ///     hits.get()
    /// }
    /// ```
    pub fn get(&self) -> T {
        match self.0 {}
    }

    /// Stores `value`.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | may be held |
    /// | cost | one store |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example(hits: &flux::Field<u32>) {
    ///     hits.set(hits.get() + 1);
    /// }
    /// ```
    pub fn set(&self, value: T) {
        let _ = value;
        match self.0 {}
    }
}
