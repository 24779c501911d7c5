//! `Sched`: the subscheduler that an op runs for.

use core::marker::PhantomData;
use core::ops::Deref;

use super::{Cpu, Guard, Never, Subscheduler};

/// The instance of subscheduler `S` that an op is called for.
///
/// A hierarchy may use one type many times; each use is an instance with its
/// own id, state, lock and CPUs, and every op says which one it is about.
/// `Sched<S>` dereferences to the `#[sched]` struct, whose unlocked fields are
/// [`Field`](super::Field)s; fields marked `#[locked]` are behind
/// [`lock`](Sched::lock).
///
/// ```
/// use flux::prelude::*;
///
/// fn wants_more<S: Subscheduler>(sched: &Sched<S>) -> bool {
///     sched.nr_cpus_needed() > sched.nr_cpus()
/// }
/// ```
///
/// Like every handle, it cannot be made in userspace, so no op can be called
/// there:
///
/// ```compile_fail,E0423
/// use flux::prelude::*;
///
/// fn call_an_op<S: ThreadScheduler>(cpu: &Cpu<S>) {
///     S::pick_next_task(&Sched(std::marker::PhantomData), cpu);
/// }
/// ```
pub struct Sched<S: Subscheduler>(pub(crate) Never, PhantomData<S>);

impl<S: Subscheduler> Sched<S> {
    /// Takes this instance's lock and gives access to its `#[locked]` fields.
    ///
    /// The lock is held for as long as the [`Guard`] lives, as in Rust: to the
    /// end of the statement if it is a temporary, to the end of the block if a
    /// `let` names it. While it is held nothing that calls into the kernel may
    /// be used (`now`, `run_thread`, `request_cpus`, …), and no second lock
    /// may be taken; flux reports both when the crate is compiled.
    ///
    /// [`Guard`] has an example.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | must not be held |
    /// | cost | a lookup in an array, and an atomic operation; waiting for whoever holds it |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: Subscheduler>(sched: &Sched<S>) {
    ///     let guard = sched.lock();
    ///     // The `#[locked]` fields are reached through the guard.
    ///     drop(guard);
    /// }
    /// ```
    #[must_use = "the lock is released again at once if the guard is not used"]
    pub fn lock(&self) -> Guard<'_, S> {
        match self.0 {}
    }

    /// Asks the parent for `nr_cpus` CPUs on top of those asked for before.
    ///
    /// A request is a hint: the parent's `request_for_cpus` is called at once,
    /// but a CPU is granted only when that CPU itself picks what to run next.
    /// What was asked for and not yet granted is
    /// [`nr_cpus_needed`](Sched::nr_cpus_needed) minus
    /// [`nr_cpus`](Sched::nr_cpus). At the root, which owns every CPU from the
    /// start, a request does nothing.
    ///
    /// | | |
    /// |---|---|
    /// | ops | `request_for_cpus`, `cpu_allocated`, `cpu_returned`, `cpu_preempted`, `cpu_preemption_completed`, `cpu_ticked`, `thread_runnable`, `thread_wakeup`, `thread_preempted`, `thread_yielded` |
    /// | lock | must not be held |
    /// | cost | the parent's op; from the third tier on it is noted, and called once after this op |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn one_more<S: Subscheduler>(sched: &Sched<S>) {
    ///     sched.request_cpus(1);
    /// }
    /// ```
    pub fn request_cpus(&self, nr_cpus: u32) {
        let _ = nr_cpus;
        match self.0 {}
    }

    /// How many CPUs this instance holds now, those it has granted to its
    /// children included.
    ///
    /// Other CPUs change it at any time: use it to decide, not to index.
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
    /// fn example<S: Subscheduler>(sched: &Sched<S>) -> bool {
    ///     sched.nr_cpus() > 0
    /// }
    /// ```
    pub fn nr_cpus(&self) -> u32 {
        match self.0 {}
    }

    /// How many CPUs this instance could use now: those that run its threads
    /// plus its threads that wait; for a CPU scheduler, the sum over its
    /// children.
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
    /// fn example<S: Subscheduler>(sched: &Sched<S>) -> bool {
    ///     sched.nr_cpus_needed() > sched.nr_cpus()
    /// }
    /// ```
    pub fn nr_cpus_needed(&self) -> u32 {
        match self.0 {}
    }

    /// The number of this instance in its hierarchy: 1 is the root, children
    /// follow in the order of their declaration.
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
    /// fn example<S: Subscheduler>(sched: &Sched<S>) -> bool {
    ///     sched.id() == 1
    /// }
    /// ```
    pub fn id(&self) -> u32 {
        match self.0 {}
    }

    /// Whether this instance is the root, which has every CPU of the scheduler
    /// and nobody to give one back to.
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
    /// fn example<S: Subscheduler>(sched: &Sched<S>, cpu: &Cpu<S>) {
    ///     if !sched.is_root() {
    ///         cpu.yield_to_parent();
    ///     }
    /// }
    /// ```
    pub fn is_root(&self) -> bool {
        match self.0 {}
    }

    /// Whether this instance or one below it holds the CPU now.
    ///
    /// Other CPUs may change it at any time, unless it is the CPU of the op.
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
    /// fn example<S: Subscheduler>(sched: &Sched<S>, cpu: &Cpu<S>) -> bool {
    ///     sched.holds(cpu)
    /// }
    /// ```
    pub fn holds(&self, cpu: &Cpu<S>) -> bool {
        let _ = cpu;
        match self.0 {}
    }

    /// How many of the CPUs that this instance holds come before `cpu`, in the
    /// order of [`Cpu::core`] and, within a core, of numbers.
    ///
    /// To deal out CPUs in pieces that belong together: those whose place is
    /// from 0 to 3 go here, from 4 to 7 there.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | must not be held |
    /// | cost | a look at every CPU of the machine, some ten instructions each |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn is_in_the_first_four<S: Subscheduler>(sched: &Sched<S>, cpu: &Cpu<S>) -> bool {
    ///     sched.place_of(cpu) < 4
    /// }
    /// ```
    pub fn place_of(&self, cpu: &Cpu<S>) -> u32 {
        let _ = cpu;
        match self.0 {}
    }

    /// The CPU with the kernel's number `id`; `None` if the machine can have no
    /// such CPU. See [`nr_cpu_ids`](super::nr_cpu_ids) for a loop over all.
    ///
    /// The CPU may be offline: then nobody [`holds`](Sched::holds) it.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | may be held |
    /// | cost | a comparison and an address |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn first_is_idle<S: Subscheduler>(sched: &Sched<S>) -> bool {
    ///     match sched.cpu(0) {
    ///         Some(cpu) => cpu.is_idle(),
    ///         None => false,
    ///     }
    /// }
    /// ```
    pub fn cpu(&self, id: u32) -> Option<&'static Cpu<S>> {
        let _ = id;
        match self.0 {}
    }
}

impl<S: Subscheduler> Deref for Sched<S> {
    type Target = S;

    fn deref(&self) -> &S {
        match self.0 {}
    }
}
