//! `Thread`: a thread that belongs to the subscheduler.

use core::marker::PhantomData;
use core::ops::Deref;

use super::{Cpu, Nanos, Never, Peer, Subscheduler};

/// A thread that belongs to an instance of subscheduler `S`.
///
/// Dereferences to the `#[thread]` struct. A handle is good until the op
/// returns. Facts about the thread (`pid`, `nice`, … but for `cpu_time`, `hierarchical_weight` and `hint`) are copies that flux
/// keeps beside the thread and refreshes whenever the kernel reports a change,
/// so that they can be read under the lock and cost one load.
///
/// ```
/// use flux::prelude::*;
///
/// fn is_background<S: ThreadScheduler>(thread: &Thread<S>) -> bool {
///     !thread.is_kernel_thread() && thread.nice() > 0
/// }
/// ```
pub struct Thread<S: Subscheduler>(pub(crate) Never, PhantomData<S>);

impl<S: Subscheduler> Thread<S> {
    /// The kernel's number of this thread, what `gettid` returns in the
    /// initial pid namespace.
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
    /// fn example<S: ThreadScheduler>(thread: &Thread<S>) -> bool {
    ///     thread.pid() == 1
    /// }
    /// ```
    pub fn pid(&self) -> u32 {
        match self.0 {}
    }

    /// The kernel's number of the process that the thread belongs to, what
    /// `getpid` returns in the initial pid namespace.
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
    /// fn example<S: ThreadScheduler>(thread: &Thread<S>) -> bool {
    ///     thread.pid() == thread.tgid() // the first thread of its process
    /// }
    /// ```
    pub fn tgid(&self) -> u32 {
        match self.0 {}
    }

    /// The thread's nice value, -20 (most important) to 19.
    ///
    /// `thread_prio_changed` tells when it changes.
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
    /// fn example<S: ThreadScheduler>(thread: &Thread<S>) -> bool {
    ///     thread.nice() > 0
    /// }
    /// ```
    pub fn nice(&self) -> i32 {
        match self.0 {}
    }

    /// The thread's weight as sched_ext gives it: 100 for nice 0, 1 to 10,000;
    /// twice the weight should mean twice the CPU time.
    ///
    /// `thread_prio_changed` tells when it changes.
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
    /// fn example<S: ThreadScheduler>(thread: &Thread<S>) -> Nanos {
    ///     Nanos::from_micros(10) + Nanos::from_nanos(thread.weight() as u64)
    /// }
    /// ```
    pub fn weight(&self) -> u32 {
        match self.0 {}
    }

    /// The thread's weight if there were no cgroups, in 1,024ths of [`weight`](Self::weight)'s
    /// unit: its own weight, times the part that its cgroup should get, which the
    /// threads that are runnable in it share by their weights.
    ///
    /// A cgroup's part is its `cpu.weight` out of all that compete with it: the cgroups beside it
    /// in which a thread of this instance is runnable, and its parent's own threads; and so on up to the root.
    /// A thread of the root has `weight() * 1024`, and so has one that is alone in a cgroup below the root whose
    /// `cpu.weight` is the thread's own. At least 1. It changes whenever a thread of the instance
    /// sleeps or wakes up, and without an op: ask again each time. Of a thread that sleeps it
    /// is what it would be if the thread woke up.
    ///
    /// Cgroups without the CPU controller count as the one above that has it; more than ten levels above
    /// the thread are left out, and more than 2,047 cgroups count as the root. Kernels
    /// without `CONFIG_EXT_GROUP_SCHED` tell nothing of cgroups: all threads are the root's.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | must not be held |
    /// | cost | a lookup in an array, and for each cgroup above the thread five loads and a division; types that ask make each wakeup and each going to sleep dearer by a lookup and two atomic operations |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(thread: &Thread<S>, ran: Nanos) -> u64 {
    ///     let weight = (thread.hierarchical_weight() as u64).max(1);
    ///     ran.as_nanos() * 100 * 1024 / weight // virtual time
    /// }
    /// ```
    pub fn hierarchical_weight(&self) -> u32 {
        match self.0 {}
    }

    /// The CPU time that the thread has used since it was forked, also outside of
    /// this scheduler; zero for one that has exited.
    ///
    /// Exact when the thread is handed over, has just stopped running, or is
    /// `cpu.current()`; while it runs elsewhere it is up to a tick behind. What a
    /// policy charges for is the difference to the last time it looked.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | must not be held |
    /// | cost | a lookup in an array and two loads |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(thread: &Thread<S>) -> bool {
    ///     thread.cpu_time() > Nanos::from_secs(1)
    /// }
    /// ```
    pub fn cpu_time(&self) -> Nanos {
        match self.0 {}
    }

    /// How long it is until the time by which the thread's application wants its
    /// work done, as said through the crate `flux-hint`: at least one nanosecond if
    /// that time has passed, zero if there is no hint.
    ///
    /// An application may say what it likes: a policy has to bound what a hint
    /// is good for. A hint that is late by more than a second is none.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | must not be held |
    /// | cost | up to four loads; with a hint, a look at the clock |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(thread: &Thread<S>) -> bool {
    ///     thread.hint() > Nanos::from_millis(1)
    /// }
    /// ```
    pub fn hint(&self) -> Nanos {
        match self.0 {}
    }

    /// Whether this is a thread of the kernel itself.
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
    /// fn example<S: ThreadScheduler>(thread: &Thread<S>) -> bool {
    ///     !thread.is_kernel_thread()
    /// }
    /// ```
    pub fn is_kernel_thread(&self) -> bool {
        match self.0 {}
    }

    /// Whether the thread's affinity lets it run on `cpu`.
    ///
    /// `run_thread` checks it again: the answer may change before the CPU gets
    /// to the thread.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | may be held |
    /// | cost | one load and a test of a bit |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(thread: &Thread<S>, cpu: &Cpu<S>) -> bool {
    ///     thread.may_run_on(cpu)
    /// }
    /// ```
    pub fn may_run_on(&self, cpu: &Cpu<S>) -> bool {
        let _ = cpu;
        match self.0 {}
    }

    /// Sends the thread to another instance.
    ///
    /// It moves when it is queued next, or at the end of its slice if it runs on, and
    /// its `#[thread]` struct is all zeroes there: `thread_departed` is called here,
    /// `thread_new` there. If the op is one that hands the thread over and leaves it on
    /// no list, it moves at once and is handed over there. The last call counts.
    ///
    /// Rules of a configuration file send it back only when they choose another
    /// instance for it than before.
    ///
    /// | | |
    /// |---|---|
    /// | ops | `cpu_ticked`, `thread_new`, `thread_runnable`, `thread_wakeup`, `thread_preempted`, `thread_yielded`, `thread_on_cpu`, `thread_blocked`, `thread_affinity_changed`, `thread_prio_changed` |
    /// | lock | must not be held |
    /// | cost | one store; the move about as much as a fork's part in flux |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(thread: &Thread<S>, slow: &Peer) {
    ///     if thread.nice() > 0 {
    ///         thread.join_scheduler(slow);
    ///     }
    /// }
    /// ```
    pub fn join_scheduler(&self, peer: &Peer) {
        let _ = peer;
        match self.0 {}
    }
}

impl<S: Subscheduler> Deref for Thread<S> {
    type Target = S::Thread;

    fn deref(&self) -> &S::Thread {
        match self.0 {}
    }
}
