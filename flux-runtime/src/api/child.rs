//! `Child`: one child of a CPU scheduler.

use super::{Cpu, CpuScheduler, Never};

/// One child of a CPU scheduler, by the role that it has there.
///
/// A `#[sched]` struct declares its roles as fields; the hierarchy says which
/// instance fills each of them.
///
/// ```
/// #[flux::subsched]
/// pub mod roci {
///     use flux::prelude::*;
///
///     #[sched]
///     pub struct Roci {
///         /// Gets every CPU that it wants.
///         #[role(claims_idle)]
///         primary: Child,
///         /// Gets the rest.
///         #[role]
///         idle: Child,
///     }
///
///     impl CpuScheduler for Roci {
///         fn request_for_cpus(roci: &Sched<Self>, child: &Child, request: &Request<Self>) {
///             if child.is(&roci.idle) {
///                 return;
///             }
///             if let Some(cpu) = request.claim_idle_cpu() {
///                 cpu.preempt();
///             }
///         }
///         fn pick_next_task(roci: &Sched<Self>, cpu: &Cpu<Self>) {
///             if roci.primary.wants_cpu(cpu) {
///                 cpu.grant(&roci.primary);
///             } else {
///                 cpu.grant(&roci.idle);
///             }
///         }
///     }
/// }
/// # fn main() {}
/// ```
///
/// `claims_idle` lets flux send a waking thread of that child straight to an
/// idle CPU without asking this scheduler; request, grant and return are then
/// settled when the thread runs, so that the accounts come out as if every
/// step had been taken.
pub struct Child(pub(crate) Never);

impl Child {
    /// Whether `cpu` should go to this child: it could use more CPUs than it
    /// holds, and has not given this one back in this very pick.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | may be held |
    /// | cost | three loads |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn grant_first<S: CpuScheduler>(cpu: &Cpu<S>, first: &Child, rest: &Child) {
    ///     if first.wants_cpu(cpu) {
    ///         cpu.grant(first);
    ///     } else {
    ///         cpu.grant(rest);
    ///     }
    /// }
    /// ```
    pub fn wants_cpu<S: CpuScheduler>(&self, cpu: &Cpu<S>) -> bool {
        let _ = cpu;
        match self.0 {}
    }

    /// How many CPUs the child holds now.
    ///
    /// Other CPUs change it at any time.
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
    /// fn example(child: &Child) -> bool {
    ///     child.nr_cpus() == 0
    /// }
    /// ```
    pub fn nr_cpus(&self) -> u32 {
        match self.0 {}
    }

    /// How many CPUs the child could use now, see
    /// [`Sched::nr_cpus_needed`](super::Sched::nr_cpus_needed).
    ///
    /// Other CPUs change it at any time.
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
    /// fn example(child: &Child) -> bool {
    ///     child.nr_cpus_needed() > child.nr_cpus()
    /// }
    /// ```
    pub fn nr_cpus_needed(&self) -> u32 {
        match self.0 {}
    }

    /// Whether this is the child that fills `role`.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | may be held |
    /// | cost | a comparison |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example(child: &Child, idle: &Child) -> bool {
    ///     !child.is(idle)
    /// }
    /// ```
    pub fn is(&self, role: &Child) -> bool {
        let _ = role;
        match self.0 {}
    }

    /// The child's place among the children of its parent, from 0: those of
    /// [`Children`](super::Children) in the hierarchy's order, then those of the
    /// fixed roles in the order of the fields.
    ///
    /// With `children: Children<8>` the first fixed role has the index 8, however
    /// many children there are, so that an array of 8 belongs to the children
    /// alone.
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
    /// fn example(child: &Child) -> bool {
    ///     child.index() == 0
    /// }
    /// ```
    pub fn index(&self) -> u32 {
        match self.0 {}
    }
}
