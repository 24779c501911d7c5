//! `Request`: a child's wish for CPUs.

use core::marker::PhantomData;

use super::{Cpu, CpuScheduler, Never};

/// A child's wish for CPUs, as its parent `S` sees it in `request_for_cpus`.
///
/// ```
/// use flux::prelude::*;
///
/// fn wake_one<S: CpuScheduler>(request: &Request<S>) {
///     if let Some(cpu) = request.claim_idle_cpu() {
///         cpu.preempt();
///     }
/// }
/// ```
pub struct Request<S: CpuScheduler>(pub(crate) Never, PhantomData<S>);

impl<S: CpuScheduler> Request<S> {
    /// How many CPUs the child asks for, at least 1.
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
    /// fn example<S: CpuScheduler>(request: &Request<S>) -> bool {
    ///     request.nr_cpus() > 1
    /// }
    /// ```
    pub fn nr_cpus(&self) -> u32 {
        match self.0 {}
    }

    /// Finds an idle CPU for the child and claims it, so that nobody else gets
    /// the same answer.
    ///
    /// The CPU is one that the thread which led to the request may run on.
    /// `None` if no such CPU idles, or no thread led to it. A claimed CPU does
    /// nothing by itself: follow with [`Cpu::preempt`].
    ///
    /// | | |
    /// |---|---|
    /// | ops | `request_for_cpus` |
    /// | lock | must not be held |
    /// | cost | one call of the kernel (`scx_bpf_pick_idle_cpu`), which looks through the idle CPUs |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: CpuScheduler>(request: &Request<S>) {
    ///     if let Some(cpu) = request.claim_idle_cpu() {
    ///         cpu.preempt();
    ///     }
    /// }
    /// ```
    pub fn claim_idle_cpu(&self) -> Option<&'static Cpu<S>> {
        match self.0 {}
    }

    /// Claims `cpu` for the child if it idles and the thread that led to the
    /// request may run on it; false if not.
    ///
    /// Like [`claim_idle_cpu`](Request::claim_idle_cpu) for a CPU of one's own
    /// choice.
    ///
    /// | | |
    /// |---|---|
    /// | ops | `request_for_cpus` |
    /// | lock | must not be held |
    /// | cost | one or two calls of the kernel (`scx_bpf_test_and_clear_cpu_idle`) |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: CpuScheduler>(request: &Request<S>, cpu: &Cpu<S>) {
    ///     if request.claim(cpu) {
    ///         cpu.preempt();
    ///     }
    /// }
    /// ```
    pub fn claim(&self, cpu: &Cpu<S>) -> bool {
        let _ = cpu;
        match self.0 {}
    }

    /// Whether the thread that led to the request may run on `cpu`; true if no
    /// thread did.
    ///
    /// | | |
    /// |---|---|
    /// | ops | `request_for_cpus` |
    /// | lock | must not be held |
    /// | cost | one call of the kernel (`bpf_cpumask_test_cpu`) |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: CpuScheduler>(request: &Request<S>, cpu: &Cpu<S>) {
    ///     if request.may_use(cpu) {
    ///         cpu.preempt();
    ///     }
    /// }
    /// ```
    pub fn may_use(&self, cpu: &Cpu<S>) -> bool {
        let _ = cpu;
        match self.0 {}
    }
}
