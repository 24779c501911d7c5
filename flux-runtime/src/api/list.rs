//! `List` and `Link`: threads in an order.

use core::marker::PhantomData;

use super::Never;

/// A doubly linked list of threads, in a `#[locked]` field.
///
/// The source says which [`Link`] of the `#[thread]` struct the list uses,
/// `List<Thread, link>`; after expansion it is a
/// `List<flux::Thread<Biff>>`. A thread is on at most one list of its
/// scheduler at a time: pushing one that is on a list does nothing, take it off
/// first. The same goes for a thread that this scheduler was not handed over,
/// or that the kernel took away again meanwhile (it exits, leaves for another
/// class, changes its affinity); flux unlinks it then, and hands it over again
/// when it can run.
///
/// All methods take constant time. They may be called from every op, under
/// the guard that gives access to the list.
///
/// ```
/// use flux::prelude::*;
///
/// fn next<S: ThreadScheduler>(
///     urgent: &mut List<Thread<S>>,
///     others: &mut List<Thread<S>>,
/// ) -> Option<&'static Thread<S>> {
///     match urgent.pop_front() {
///         Some(thread) => Some(thread),
///         None => others.pop_front(),
///     }
/// }
/// ```
pub struct List<T: 'static>(pub(crate) Never, PhantomData<T>);

impl<T: 'static> List<T> {
    /// Puts `thread` behind all others.
    pub fn push_back(&mut self, thread: &T) {
        let _ = thread;
        match self.0 {}
    }

    /// Puts `thread` before all others.
    pub fn push_front(&mut self, thread: &T) {
        let _ = thread;
        match self.0 {}
    }

    /// Takes the first thread off the list; `None` if the list is empty.
    pub fn pop_front(&mut self) -> Option<&'static T> {
        match self.0 {}
    }

    /// Takes the last thread off the list; `None` if the list is empty.
    pub fn pop_back(&mut self) -> Option<&'static T> {
        match self.0 {}
    }

    /// Takes `thread` off the list; does nothing if it is not on it.
    pub fn remove(&mut self, thread: &T) {
        let _ = thread;
        match self.0 {}
    }

    /// The first thread, left where it is; `None` if the list is empty.
    pub fn front(&self) -> Option<&'static T> {
        match self.0 {}
    }

    /// Whether no thread is on the list.
    pub fn is_empty(&self) -> bool {
        match self.0 {}
    }

    /// Whether `thread` is on the list.
    pub fn contains(&self, thread: &T) -> bool {
        let _ = thread;
        match self.0 {}
    }
}

/// The place in a `#[thread]` struct by which a thread is linked into a
/// [`List`].
///
/// Several lists may share a link, as a thread is on one of them at most. A link
/// has no methods of its own.
pub struct Link(#[allow(dead_code, reason = "makes the type uninhabited")] Never);
