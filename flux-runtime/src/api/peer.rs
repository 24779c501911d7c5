//! `Peer`: another instance, which threads may be sent to.

use super::Never;

/// An instance that a thread scheduler sends threads to, with
/// [`Thread::join_scheduler`](super::Thread::join_scheduler).
///
/// It is a field of the `#[sched]` struct. Who it is, the hierarchy says, as it says
/// where new threads go; so it always is an instance that can hold threads.
///
/// ```
/// #[flux::subsched]
/// pub mod quick {
///     use flux::prelude::*;
///
///     #[sched]
///     pub struct Quick {
///         #[locked]
///         queue: List<Thread, link>,
///         /// Where threads go that use up their slice.
///         slow: Peer,
///     }
///     #[thread]
///     pub struct QuickThread {
///         link: Link,
///     }
///
///     impl ThreadScheduler for Quick {
///         fn thread_preempted(quick: &Sched<Self>, thread: &Thread<Self>) {
///             thread.join_scheduler(&quick.slow);
///         }
///
///         fn thread_runnable(quick: &Sched<Self>, thread: &Thread<Self>) {
///             quick.lock().queue.push_back(thread);
///             quick.request_cpus(1);
///         }
///
///         fn pick_next_task(quick: &Sched<Self>, cpu: &Cpu<Self>) {
///             let next = quick.lock().queue.pop_front();
///             match next {
///                 Some(thread) => cpu.run_thread(thread, Nanos::from_millis(1)),
///                 None => cpu.yield_to_parent(),
///             }
///         }
///     }
/// }
/// # fn main() {}
/// ```
///
/// In the hierarchy: `quick: quick::Quick { slow => background }`.
pub struct Peer(#[allow(dead_code, reason = "no value of it exists")] Never);
