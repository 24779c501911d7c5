//! What the machine has: CPUs and caches.

/// One more than the highest number that a CPU of this machine may ever have:
/// the bound of a loop over [`Sched::cpu`](super::Sched::cpu).
///
/// Inside an op it is the machine's; outside of ops it is 0.
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
/// fn idle_cpus<S: Subscheduler>(sched: &Sched<S>) -> u32 {
///     let mut idle = 0;
///     for at in 0..512 {
///         if at >= nr_cpu_ids() {
///             break;
///         }
///         let Some(cpu) = sched.cpu(at) else { break };
///         if cpu.is_idle() {
///             idle += 1;
///         }
///     }
///     idle
/// }
/// ```
pub fn nr_cpu_ids() -> u32 {
    0
}

/// How many last-level caches this machine has: [`Cpu::llc`](super::Cpu::llc) is
/// below it.
///
/// Inside an op it is the machine's; outside of ops it is 1, as it is under a
/// loader other than flux's own.
///
/// | | |
/// |---|---|
/// | ops | all |
/// | lock | may be held |
/// | cost | none: it is a constant once the scheduler is loaded |
/// | kernel | 6.16 |
///
/// ```
/// use flux::prelude::*;
///
/// fn example<S: Subscheduler>(cpu: &Cpu<S>) -> bool {
///     nr_llcs() > 1 && cpu.llc() == 0
/// }
/// ```
pub fn nr_llcs() -> u32 {
    1
}
