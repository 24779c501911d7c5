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
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | a few loads and stores |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(threads: &mut List<Thread<S>>, thread: &Thread<S>) {
    ///     threads.push_back(thread);
    /// }
    /// ```
    pub fn push_back(&mut self, thread: &T) {
        let _ = thread;
        match self.0 {}
    }

    /// Puts `thread` before all others.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | a few loads and stores |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(threads: &mut List<Thread<S>>, thread: &Thread<S>) {
    ///     threads.push_front(thread);
    /// }
    /// ```
    pub fn push_front(&mut self, thread: &T) {
        let _ = thread;
        match self.0 {}
    }

    /// Takes the first thread off the list; `None` if the list is empty.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | a few loads and stores |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(threads: &mut List<Thread<S>>) -> Option<&'static Thread<S>> {
    ///     threads.pop_front()
    /// }
    /// ```
    pub fn pop_front(&mut self) -> Option<&'static T> {
        match self.0 {}
    }

    /// Takes the last thread off the list; `None` if the list is empty.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | a few loads and stores |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(threads: &mut List<Thread<S>>) -> Option<&'static Thread<S>> {
    ///     threads.pop_back()
    /// }
    /// ```
    pub fn pop_back(&mut self) -> Option<&'static T> {
        match self.0 {}
    }

    /// Takes `thread` off the list; does nothing if it is not on it.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | a few loads and stores |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(threads: &mut List<Thread<S>>, thread: &Thread<S>) {
    ///     threads.remove(thread);
    /// }
    /// ```
    pub fn remove(&mut self, thread: &T) {
        let _ = thread;
        match self.0 {}
    }

    /// The first thread, left where it is; `None` if the list is empty.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | one load |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(threads: &List<Thread<S>>) -> Option<&'static Thread<S>> {
    ///     threads.front()
    /// }
    /// ```
    pub fn front(&self) -> Option<&'static T> {
        match self.0 {}
    }

    /// Whether no thread is on the list.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | one load |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(threads: &List<Thread<S>>) -> bool {
    ///     threads.is_empty()
    /// }
    /// ```
    pub fn is_empty(&self) -> bool {
        match self.0 {}
    }

    /// Whether `thread` is on the list.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | two loads |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(threads: &List<Thread<S>>, thread: &Thread<S>) -> bool {
    ///     threads.contains(thread)
    /// }
    /// ```
    pub fn contains(&self, thread: &T) -> bool {
        let _ = thread;
        match self.0 {}
    }
}

/// The place in a `#[thread]` struct by which a thread is linked into a
/// [`List`].
///
/// Each list has a link of its own, which its type names. A link has no methods.
///
/// ```
/// #[flux::subsched]
/// pub mod two {
///     use flux::prelude::*;
///
///     #[sched]
///     pub struct Two {
///         #[locked]
///         urgent: List<Thread, link>,
///         #[locked]
///         others: List<Thread, link_of_others>,
///     }
///     #[thread]
///     pub struct TwoThread {
///         link: Link,
///         link_of_others: Link,
///     }
///
///     impl ThreadScheduler for Two {
///         fn thread_runnable(two: &Sched<Self>, thread: &Thread<Self>) {
///             if thread.nice() < 0 {
///                 two.lock().urgent.push_back(thread);
///             } else {
///                 two.lock().others.push_back(thread);
///             }
///             two.request_cpus(1);
///         }
///         fn pick_next_task(two: &Sched<Self>, cpu: &Cpu<Self>) {
///             let mut locked = two.lock();
///             let next = match locked.urgent.pop_front() {
///                 Some(thread) => Some(thread),
///                 None => locked.others.pop_front(),
///             };
///             drop(locked);
///             match next {
///                 Some(thread) => cpu.run_thread(thread, Nanos::from_millis(5)),
///                 None => cpu.yield_to_parent(),
///             }
///         }
///     }
/// }
/// # fn main() {}
/// ```
pub struct Link(#[allow(dead_code, reason = "makes the type uninhabited")] Never);
