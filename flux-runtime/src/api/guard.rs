//! `Guard`: a held lock, the only way to `#[locked]` fields.

use core::ops::{Deref, DerefMut};

use super::{Never, Sched, Subscheduler};

/// The lock of one instance, held for as long as this value lives.
///
/// Dereferences to the instance's `#[locked]` fields, which are plain fields
/// here: `guard.queued += 1`. Comes from [`Sched::lock`], which says what may
/// not be done while it lives.
///
/// ```
/// #[flux::subsched]
/// pub mod biff {
///     use flux::prelude::*;
///
///     #[sched]
///     pub struct Biff {
///         #[locked]
///         run_queue: List<Thread, link>,
///         #[locked]
///         queued: u32,
///     }
///     #[thread]
///     pub struct BiffThread {
///         link: Link,
///     }
///
///     impl ThreadScheduler for Biff {
///         fn thread_runnable(biff: &Sched<Self>, thread: &Thread<Self>) {
///             let mut locked = biff.lock();
///             locked.run_queue.push_back(thread);
///             locked.queued += 1;
///             drop(locked); // or let the block end
///             biff.request_cpus(1);
///         }
///         fn pick_next_task(biff: &Sched<Self>, cpu: &Cpu<Self>) {
///             let next = biff.lock().run_queue.pop_front(); // locked in this line only
///             match next {
///                 Some(thread) => cpu.run_thread(thread, Nanos::from_millis(5)),
///                 None => cpu.yield_to_parent(),
///             }
///         }
///     }
/// }
/// # fn main() {}
/// ```
#[must_use = "the lock is released again at once if the guard is not used"]
pub struct Guard<'s, S: Subscheduler> {
    pub(crate) never: Never,
    _sched: &'s Sched<S>,
}

impl<S: Subscheduler> Deref for Guard<'_, S> {
    type Target = S::Locked;

    fn deref(&self) -> &S::Locked {
        match self.never {}
    }
}

impl<S: Subscheduler> DerefMut for Guard<'_, S> {
    fn deref_mut(&mut self) -> &mut S::Locked {
        match self.never {}
    }
}

/// Releases the lock. Also tells the borrow checker that the end of the scope
/// is a use of the guard, and lets `drop(guard)` mean what it says.
impl<S: Subscheduler> Drop for Guard<'_, S> {
    fn drop(&mut self) {
        match self.never {}
    }
}
