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
    /// May be called from `request_for_cpus`.
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
    /// May be called from `request_for_cpus`. Not while holding the lock.
    pub fn claim_idle_cpu(&self) -> Option<&'static Cpu<S>> {
        match self.0 {}
    }
}
