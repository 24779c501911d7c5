//! `Guard`: a held lock, the only way to `#[locked]` fields.

use core::ops::{Deref, DerefMut};

use super::{Never, Sched, Subscheduler};

/// The lock of one instance, held for as long as this value lives.
///
/// Dereferences to the instance's `#[locked]` fields, which are plain fields
/// here: `guard.queued += 1`. Comes from [`Sched::lock`], which says what may
/// not be done while it lives.
///
/// ```ignore
/// let mut locked = biff.lock();
/// locked.run_queue.push_back(thread);
/// locked.queued += 1;
/// drop(locked); // or let the block end
/// biff.request_cpus(1);
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
