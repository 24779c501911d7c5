//! `Tree` and `TreeNode`: threads in the order of a key.

use core::marker::PhantomData;

use super::Never;

/// A balanced tree of threads, ordered by a field of theirs, in a `#[locked]` field.
///
/// The source says which [`Node`](TreeNode) of the `#[thread]` struct the tree uses,
/// `Tree<Thread, node>`, and the node by which field it is ordered,
/// `#[key(deadline)] node: Node`. After expansion it is a
/// `Tree<flux::Thread<Doc>>`. Threads with equal keys come out in the order in
/// which they were inserted.
///
/// The key is read when the thread is inserted. Changing the field later changes
/// the order only if the thread is removed and inserted again.
///
/// What [`List`](super::List) says of threads and of mistakes holds here, too: a
/// thread may be in trees and on lists at once, running it takes it off all of them,
/// and inserting what is in the tree, or removing what is not, ends the scheduler with the
/// line of the call.
///
/// A tree has at most 23 levels, enough for 75,000 threads whatever their order.
/// How it is built, proved and what it costs: `docs/structures.md`.
///
/// ```
/// use flux::prelude::*;
///
/// fn most_urgent<S: ThreadScheduler>(
///     late: &mut List<Thread<S>>,
///     by_deadline: &mut Tree<Thread<S>>,
/// ) -> Option<&'static Thread<S>> {
///     match late.pop_front() {
///         Some(thread) => Some(thread),
///         None => by_deadline.pop_min(),
///     }
/// }
/// ```
pub struct Tree<T: 'static>(pub(crate) Never, PhantomData<T>);

impl<T: 'static> Tree<T> {
    /// Puts `thread` where its key belongs, behind those with the same. Ends the
    /// scheduler if it is in this tree already.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | logarithmic: some loads and stores for each level |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(threads: &mut Tree<Thread<S>>, thread: &Thread<S>) {
    ///     threads.insert(thread);
    /// }
    /// ```
    pub fn insert(&mut self, thread: &T) {
        let _ = thread;
        match self.0 {}
    }

    /// Takes the thread with the smallest key out; `None` if the tree is empty.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | logarithmic: some loads and stores for each level |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(
    ///     threads: &mut Tree<Thread<S>>,
    /// ) -> Option<&'static Thread<S>> {
    ///     threads.pop_min()
    /// }
    /// ```
    pub fn pop_min(&mut self) -> Option<&'static T> {
        match self.0 {}
    }

    /// Takes the thread with the largest key out; `None` if the tree is empty.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | logarithmic: some loads and stores for each level |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(
    ///     threads: &mut Tree<Thread<S>>,
    /// ) -> Option<&'static Thread<S>> {
    ///     threads.pop_max()
    /// }
    /// ```
    pub fn pop_max(&mut self) -> Option<&'static T> {
        match self.0 {}
    }

    /// Takes `thread` out of the tree. Ends the scheduler if it is not in it, unless
    /// the kernel took it away.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | logarithmic: some loads and stores for each level |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(threads: &mut Tree<Thread<S>>, thread: &Thread<S>) {
    ///     threads.remove(thread);
    /// }
    /// ```
    pub fn remove(&mut self, thread: &T) {
        let _ = thread;
        match self.0 {}
    }

    /// The thread with the smallest key, left where it is; `None` if the tree is
    /// empty.
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
    /// fn example<S: ThreadScheduler>(threads: &Tree<Thread<S>>) -> Option<&'static Thread<S>> {
    ///     threads.min()
    /// }
    /// ```
    pub fn min(&self) -> Option<&'static T> {
        match self.0 {}
    }

    /// The thread with the largest key, left where it is; `None` if the tree is
    /// empty.
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
    /// fn example<S: ThreadScheduler>(threads: &Tree<Thread<S>>) -> Option<&'static Thread<S>> {
    ///     threads.max()
    /// }
    /// ```
    pub fn max(&self) -> Option<&'static T> {
        match self.0 {}
    }

    /// The thread behind `thread` in the order of keys; `None` behind the last, and if
    /// `thread` is not in the tree.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | logarithmic: some loads and stores for each level |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(
    ///     threads: &Tree<Thread<S>>,
    ///     thread: &Thread<S>,
    /// ) -> Option<&'static Thread<S>> {
    ///     threads.next(thread)
    /// }
    /// ```
    pub fn next(&self, thread: &T) -> Option<&'static T> {
        let _ = thread;
        match self.0 {}
    }

    /// The thread before `thread` in the order of keys; `None` before the first, and if
    /// `thread` is not in the tree.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | logarithmic: some loads and stores for each level |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(
    ///     threads: &Tree<Thread<S>>,
    ///     thread: &Thread<S>,
    /// ) -> Option<&'static Thread<S>> {
    ///     threads.prev(thread)
    /// }
    /// ```
    pub fn prev(&self, thread: &T) -> Option<&'static T> {
        let _ = thread;
        match self.0 {}
    }

    /// Whether no thread is in the tree.
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
    /// fn example<S: ThreadScheduler>(threads: &Tree<Thread<S>>) -> bool {
    ///     threads.is_empty()
    /// }
    /// ```
    pub fn is_empty(&self) -> bool {
        match self.0 {}
    }

    /// Whether `thread` is in the tree.
    ///
    /// | | |
    /// |---|---|
    /// | ops | all |
    /// | lock | held |
    /// | cost | three loads |
    /// | kernel | 6.16 |
    ///
    /// ```
    /// use flux::prelude::*;
    ///
    /// fn example<S: ThreadScheduler>(threads: &Tree<Thread<S>>, thread: &Thread<S>) -> bool {
    ///     threads.contains(thread)
    /// }
    /// ```
    pub fn contains(&self, thread: &T) -> bool {
        let _ = thread;
        match self.0 {}
    }
}

/// The place of a thread in one tree: what the prelude calls `Node`, a field of the `#[thread]` struct. It says
/// by which field of the same struct the tree is ordered: an unsigned integer or
/// [`Nanos`](super::Nanos). (`flux::Node` is an instance of a hierarchy.)
///
/// ```
/// #[flux::subsched]
/// mod earliest {
///     use flux::prelude::*;
///
///     #[sched]
///     pub struct Earliest {
///         #[locked]
///         by_deadline: Tree<Thread, node>,
///     }
///     #[thread]
///     pub struct EarliestThread {
///         deadline: Nanos,
///         #[key(deadline)]
///         node: Node,
///     }
///     impl ThreadScheduler for Earliest {
///         fn thread_runnable(earliest: &Sched<Self>, thread: &Thread<Self>) {
///             thread.deadline.set(now() + Nanos::from_millis(2));
///             earliest.lock().by_deadline.insert(thread);
///             earliest.request_cpus(1);
///         }
///         fn pick_next_task(earliest: &Sched<Self>, cpu: &Cpu<Self>) {
///             let next = earliest.lock().by_deadline.pop_min();
///             match next {
///                 Some(thread) => cpu.run_thread(thread, Nanos::from_millis(5)),
///                 None => cpu.yield_to_parent(),
///             }
///         }
///     }
/// }
/// # fn main() {}
/// ```
pub struct TreeNode(#[allow(dead_code, reason = "makes the type uninhabited")] Never);
