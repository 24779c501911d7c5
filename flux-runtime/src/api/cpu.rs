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
    /// fn example<S: Subscheduler>(cpu: &Cpu<S>) -> bool {
    ///     cpu.id() == 0
    /// }
    /// ```
    pub fn id(&self) -> u32 {
        match self.0 {}
    }

    /// The core that this CPU belongs to, from 0: SMT siblings have the same.
    ///
    /// Cores that are neighbours in number are neighbours in caches and nodes:
    /// all cores of one cache come one after the other.
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
    /// fn are_neighbours<S: Subscheduler>(one: &Cpu<S>, other: &Cpu<S>) -> bool {
    ///     one.core() == other.core()
    /// }
    /// ```
    pub fn core(&self) -> u32 {
        match self.0 {}
    }

    /// The last-level cache that this CPU uses, from 0 to
    /// [`nr_llcs`](super::nr_llcs) minus 1.
    ///
    /// Told by the agent when it loads the scheduler; under another loader there
    /// is one cache.
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
    /// fn are_neighbours<S: Subscheduler>(one: &Cpu<S>, other: &Cpu<S>) -> bool {
    ///     one.llc() == other.llc()
    /// }
    /// ```
    pub fn llc(&self) -> u32 {
        match self.0 {}
    }

    /// The NUMA node that this CPU belongs to, from 0, without gaps.
    ///
    /// Told by the agent when it loads the scheduler; under another loader there
    /// is one node.
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
    /// fn are_neighbours<S: Subscheduler>(one: &Cpu<S>, other: &Cpu<S>) -> bool {
    ///     one.node() == other.node()
    /// }
    /// ```
    pub fn node(&self) -> u32 {
        match self.0 {}
    }

    /// Whether the CPU was told to halt by its last pick, and no thread began to
    /// run on it since.
    ///
    /// Other CPUs see it a moment late; to get an idle CPU for sure, claim it
    /// with [`Request::claim`](super::Request::claim).
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
    /// fn example<S: Subscheduler>(cpu: &Cpu<S>) -> bool {
    ///     !cpu.is_idle()
    /// }
    /// ```
    pub fn is_idle(&self) -> bool {
        match self.0 {}
    }

    /// Whether somebody took this CPU back with [`preempt`](Cpu::preempt), and it
    /// has not picked since: to ask once more would be to no purpose.
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
    /// fn example<S: Subscheduler>(cpu: &Cpu<S>) {
    ///     if !cpu.is_preempted() {
    ///         cpu.preempt();
    ///     }
    /// }
    /// ```
    pub fn is_preempted(&self) -> bool {
        match self.0 {}
    }

    /// Gives the CPU back to the parent, which then picks for it.
    ///
    /// At the root, which has no parent, it lets the CPU idle.
    ///
    /// | | |
    /// |---|---|
    /// | ops | `pick_next_task` |
    /// | lock | must not be held |
    /// | cost | a store; the parent picks next |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: Subscheduler>(cpu: &Cpu<S>) {
    ///     cpu.yield_to_parent();
    /// }
    /// ```
    pub fn yield_to_parent(&self) {
        match self.0 {}
    }

    /// Lets the CPU halt until somebody has work for it.
    ///
    /// The CPU stays with this instance, which is asked first when the CPU is
    /// woken up.
    ///
    /// | | |
    /// |---|---|
    /// | ops | `pick_next_task` |
    /// | lock | must not be held |
    /// | cost | two stores |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: Subscheduler>(cpu: &Cpu<S>) {
    ///     cpu.run_idle();
    /// }
    /// ```
    pub fn run_idle(&self) {
        match self.0 {}
    }

    /// Asks this instance to pick once more.
    ///
    /// For a policy that found out, while it picked, that it has to look
    /// again. How often instances are asked in one pick is bounded: a policy
    /// that always restarts leaves its CPU idle until the next event.
    ///
    /// | | |
    /// |---|---|
    /// | ops | `pick_next_task` |
    /// | lock | must not be held |
    /// | cost | a store, and one more pick |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: Subscheduler>(cpu: &Cpu<S>) {
    ///     cpu.restart_pick();
    /// }
    /// ```
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
    /// | | |
    /// |---|---|
    /// | ops | `request_for_cpus`, `cpu_ticked`, `thread_runnable`, `thread_wakeup`, `thread_preempted`, `thread_yielded` |
    /// | lock | must not be held |
    /// | cost | an atomic operation and an interrupt of that CPU (`scx_bpf_kick_cpu`) |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: Subscheduler>(cpu: &Cpu<S>) {
    ///     cpu.preempt();
    /// }
    /// ```
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
    /// 100 ms as 100 ms: what else waits for the CPU waits a bounded time.
    ///
    /// | | |
    /// |---|---|
    /// | ops | `pick_next_task` |
    /// | lock | must not be held |
    /// | cost | two atomic operations and one call of the kernel (`scx_bpf_dsq_insert`) |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(cpu: &Cpu<S>, thread: &Thread<S>) {
    ///     cpu.run_thread(thread, Nanos::from_millis(3));
    /// }
    /// ```
    pub fn run_thread(&self, thread: &Thread<S>, slice: Nanos) {
        let _ = (thread, slice);
        match self.0 {}
    }

    /// Lets the thread that runs on this CPU now run for another `slice`.
    ///
    /// Only makes sense while [`current`](Cpu::current) is `Some`; without a
    /// current thread the CPU is given back, as by `yield_to_parent`. The bounds
    /// of `slice` are those of `run_thread`.
    ///
    /// | | |
    /// |---|---|
    /// | ops | `pick_next_task` |
    /// | lock | must not be held |
    /// | cost | a store; on kernels that have it, one call (`scx_bpf_task_set_slice`) |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(cpu: &Cpu<S>) {
    ///     cpu.run_current(Nanos::from_millis(3));
    /// }
    /// ```
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
    /// | | |
    /// |---|---|
    /// | ops | `pick_next_task` |
    /// | lock | may be held |
    /// | cost | one load and a comparison |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(cpu: &Cpu<S>) -> bool {
    ///     cpu.current().is_some()
    /// }
    /// ```
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
    /// | | |
    /// |---|---|
    /// | ops | `pick_next_task` |
    /// | lock | must not be held |
    /// | cost | as many steps as tiers lie between, and the child's ops |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: CpuScheduler>(cpu: &Cpu<S>, child: &Child) {
    ///     cpu.grant(child);
    /// }
    /// ```
    pub fn grant(&self, child: &Child) {
        let _ = child;
        match self.0 {}
    }

    /// Sends away the thread that runs on this CPU, so that it can run on `better`.
    ///
    /// A thread whose CPU no other thread gets goes on there, whoever the CPU is granted to.
    /// After this call it does not, unless its own instance runs it again in this pick: it is
    /// queued anew, and its instance asks for a CPU. That does not concern a thread which may
    /// not use `better`, nor a guest (one that flux runs on a CPU that its instance does not
    /// hold).
    ///
    /// | | |
    /// |---|---|
    /// | ops | `pick_next_task` |
    /// | lock | must not be held |
    /// | cost | a few loads; then a wakeup's, for the thread |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: CpuScheduler>(cpu: &Cpu<S>, better: &Cpu<S>) {
    ///     cpu.requeue_current(better);
    /// }
    /// ```
    pub fn requeue_current(&self, better: &Cpu<S>) {
        let _ = better;
        match self.0 {}
    }

    /// The child of this instance that holds the CPU: itself, or one below it.
    ///
    /// `None` while nobody below this instance holds it: it is in this instance's
    /// own hands, or an instance that is not below has it, or it is offline.
    /// Other CPUs may change it at any time, unless it is the CPU of the op.
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
    /// fn example<S: CpuScheduler>(cpu: &Cpu<S>, child: &Child) -> bool {
    ///     match cpu.holder() {
    ///         Some(holder) => holder.is(child),
    ///         None => false,
    ///     }
    /// }
    /// ```
    pub fn holder(&self) -> Option<&'static Child> {
        match self.0 {}
    }
}

impl<S: Subscheduler> Deref for Cpu<S> {
    type Target = S::Cpu;

    fn deref(&self) -> &S::Cpu {
        match self.0 {}
    }
}
