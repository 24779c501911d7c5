//! `Cpu`: a CPU as one subscheduler sees it, and what may be decided for it.

use core::marker::PhantomData;
use core::ops::Deref;

use super::{Child, CpuScheduler, Nanos, Never, Subscheduler, Thread, ThreadScheduler};

/// A CPU, with the part that an instance of `S` keeps for it.
///
/// Dereferences to the `#[cpu]` struct. Every instance has a `#[cpu]` struct
/// of its own for every CPU, so two instances of one type never share it, and
/// it may still be read after the CPU is gone to somebody else.
///
/// Every `pick_next_task` decides once what its CPU does next, by one of
/// `run_thread`, `run_current`, `run_idle`, `grant`, `yield_to_parent` or
/// `restart_pick`. A pick that returns without a decision yields.
///
/// ```
/// use flux::prelude::*;
///
/// fn keep_running_or_yield<S: ThreadScheduler>(cpu: &Cpu<S>) {
///     if cpu.current().is_some() {
///         cpu.run_current(Nanos::from_millis(3));
///     } else {
///         cpu.yield_to_parent();
///     }
/// }
/// ```
pub struct Cpu<S: Subscheduler>(pub(crate) Never, PhantomData<S>);

impl<S: Subscheduler> Cpu<S> {
    /// The kernel's number of this CPU, from 0.
    ///
    /// May be called from every op.
    pub fn id(&self) -> u32 {
        match self.0 {}
    }

    /// Gives the CPU back to the parent, which then picks for it.
    ///
    /// May be called from `pick_next_task`. At the root, which has no parent,
    /// it lets the CPU idle.
    pub fn yield_to_parent(&self) {
        match self.0 {}
    }

    /// Lets the CPU halt until somebody has work for it.
    ///
    /// The CPU stays with this instance, which is asked first when the CPU is
    /// woken up.
    ///
    /// May be called from `pick_next_task`.
    pub fn run_idle(&self) {
        match self.0 {}
    }

    /// Asks this instance to pick once more.
    ///
    /// For a policy that found out, while it picked, that it has to look again.
    /// How often instances are asked in one pick is bounded: a policy that
    /// always restarts leaves its CPU idle until the next event.
    ///
    /// May be called from `pick_next_task`.
    pub fn restart_pick(&self) {
        match self.0 {}
    }

    /// Takes the CPU back from whatever instance below this one has it, and
    /// makes it pick again, at this instance or nearer to the root if somebody
    /// else asks for that, too.
    ///
    /// Asynchronous: the CPU is interrupted, and once it picks, the instances
    /// that lose it get `cpu_preempted`, lowest first, before this one gets
    /// `cpu_preemption_completed`. Called on a CPU that idles, it wakes it up.
    /// Has no effect for as long as the CPU runs a thread of a higher class
    /// (realtime, deadline).
    ///
    /// May be called from `request_for_cpus`, `cpu_ticked` and the ops that
    /// hand a thread over (`thread_runnable` and its kin). Not while holding
    /// the lock.
    pub fn preempt(&self) {
        match self.0 {}
    }
}

/// What only a thread scheduler may decide.
impl<S: ThreadScheduler> Cpu<S> {
    /// Runs `thread` on this CPU for at most `slice`.
    ///
    /// If the kernel took the thread away in the meantime (its affinity
    /// changed, it left for another scheduling class, it was killed) nothing
    /// is run and the CPU picks again; a thread that may not use this CPU is
    /// run elsewhere by flux. A `slice` below 10 µs counts as 10 µs, one above
    /// 1 s as 1 s: what else waits for the CPU waits a bounded time.
    ///
    /// May be called from `pick_next_task`. Not while holding the lock.
    pub fn run_thread(&self, thread: &Thread<S>, slice: Nanos) {
        let _ = (thread, slice);
        match self.0 {}
    }

    /// Lets the thread that runs on this CPU now run for another `slice`.
    ///
    /// May be called from `pick_next_task`, and only makes sense while
    /// [`current`](Cpu::current) is `Some`; without a current thread the CPU is
    /// given back, as by `yield_to_parent`. The bounds of `slice` are those of
    /// `run_thread`. Not while holding the lock.
    pub fn run_current(&self, slice: Nanos) {
        let _ = slice;
        match self.0 {}
    }

    /// The thread of this instance that ran on the CPU until now and could go
    /// on; `None` if it blocked, left, or belongs to another instance.
    ///
    /// The current thread is not on any list: the kernel hands it over
    /// (`thread_preempted`, `thread_yielded`) only after the pick, and only if
    /// something else was picked.
    ///
    /// May be called from `pick_next_task`.
    pub fn current(&self) -> Option<&'static Thread<S>> {
        match self.0 {}
    }
}

/// What only a CPU scheduler may decide.
impl<S: CpuScheduler> Cpu<S> {
    /// Gives the CPU to `child`, which then picks for it.
    ///
    /// The child gets `cpu_allocated` if it did not have the CPU before, then
    /// `pick_next_task`. If it yields, this instance gets `cpu_returned` and
    /// picks once more.
    ///
    /// May be called from `pick_next_task`. Not while holding the lock.
    pub fn grant(&self, child: &Child) {
        let _ = child;
        match self.0 {}
    }
}

impl<S: Subscheduler> Deref for Cpu<S> {
    type Target = S::Cpu;

    fn deref(&self) -> &S::Cpu {
        match self.0 {}
    }
}
