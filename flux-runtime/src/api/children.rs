//! `Children`: children whose roles the hierarchy names.

use super::{Child, Never};

/// The children of a CPU scheduler that does not know beforehand how many there
/// are: at most `N`, at least one.
///
/// A `#[sched]` struct has one such field at most, beside any number of fixed
/// roles. In the hierarchy every role that the type does not name is one of
/// them, in the order in which they stand there.
///
/// ```
/// #[flux::subsched]
/// pub mod rota {
///     use flux::prelude::*;
///
///     #[sched]
///     pub struct Rota {
///         /// Served in their order.
///         #[role(claims_idle)]
///         children: Children<8>,
///         #[role]
///         idle: Child,
///     }
///
///     impl CpuScheduler for Rota {
///         fn request_for_cpus(_rota: &Sched<Self>, _child: &Child, request: &Request<Self>) {
///             if let Some(cpu) = request.claim_idle_cpu() {
///                 cpu.preempt();
///             }
///         }
///         fn pick_next_task(rota: &Sched<Self>, cpu: &Cpu<Self>) {
///             for at in 0..8 {
///                 let Some(child) = rota.children.get(at) else { break };
///                 if child.wants_cpu(cpu) {
///                     cpu.grant(child);
///                     return;
///                 }
///             }
///             cpu.grant(&rota.idle);
///         }
///     }
/// }
/// # fn main() {}
/// ```
///
/// ```ignore
/// flux::hierarchy! {
///     pub Mine = rota::Rota { urgent: biff::Biff, rest: biff::Biff, idle: idle::Idle };
///     new_threads => rest;
/// }
/// ```
///
/// A helper function takes it as `&Children<8>`. `N` is at most 32; it may be a
/// constant of the module.
pub struct Children<const N: usize>(pub(crate) Never);

#[allow(
    clippy::len_without_is_empty,
    reason = "a hierarchy without a child is refused"
)]
impl<const N: usize> Children<N> {
    /// How many there are, from 1 to `N`. It never changes.
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
    /// fn example(children: &Children<8>) -> bool {
    ///     children.len() > 1
    /// }
    /// ```
    pub fn len(&self) -> u32 {
        match self.0 {}
    }

    /// The child with that [`index`](Child::index); `None` if there are no so
    /// many.
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
    /// fn needed_by_all(children: &Children<8>) -> u32 {
    ///     let mut sum = 0;
    ///     for at in 0..8 {
    ///         let Some(child) = children.get(at) else { break };
    ///         sum += child.nr_cpus_needed();
    ///     }
    ///     sum
    /// }
    /// ```
    pub fn get(&self, index: u32) -> Option<&'static Child> {
        let _ = index;
        match self.0 {}
    }
}
