//! `List` and `Link`: threads and CPUs in an order that the policy makes.

use core::marker::PhantomData;

use super::Never;

/// A doubly linked list of threads or CPUs, in a `#[locked]` field.
///
/// The source says which [`Link`] the list uses: `List<Thread, link>` one of
/// the `#[thread]` struct, `List<Cpu, link>` one of the `#[cpu]` struct. After
/// expansion it is a `List<flux::Thread<Biff>>`. Each list has a link of its own,
/// so a thread may be on several lists at once, and on each once.
///
/// **Threads.** A pop takes a thread off that list only; running it takes it off
/// all lists and trees. The kernel can take a waiting thread away at any time (it
/// exits, leaves for another class, changes its affinity); flux unlinks it
/// then, and hands it over again when it can run. So what would put such a thread on a
/// list, or one that is running, does nothing.
///
/// **CPUs.** Any CPU, whoever holds it. Nobody but the policy takes one off; in
/// particular it stays where it is when it goes offline.
///
/// **Mistakes** end the scheduler with the line of the call: pushing what is on
/// the list already, removing what is not. [`contains`](Self::contains) tells.
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
    /// Puts `element` behind all others. Ends the scheduler if it is on this list
    /// already.
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
    pub fn push_back(&mut self, element: &T) {
        let _ = element;
        match self.0 {}
    }

    /// Puts `element` before all others. Ends the scheduler if it is on this list
    /// already.
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
    pub fn push_front(&mut self, element: &T) {
        let _ = element;
        match self.0 {}
    }

    /// Takes the first element off the list; `None` if the list is empty.
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

    /// Takes the last element off the list; `None` if the list is empty.
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

    /// Takes `element` off the list. Ends the scheduler if it is not on it, unless
    /// it is a thread that the kernel took away.
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
    pub fn remove(&mut self, element: &T) {
        let _ = element;
        match self.0 {}
    }

    /// The first element, left where it is; `None` if the list is empty.
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

    /// The last element, left where it is; `None` if the list is empty.
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
    ///     threads.back()
    /// }
    /// ```
    pub fn back(&self) -> Option<&'static T> {
        match self.0 {}
    }

    /// The element behind `element`; `None` behind the last, and if `element` is not
    /// on the list.
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
    /// const MAX: u32 = 32;
    ///
    /// /// The first thread that may use the CPU, of the first 32.
    /// fn example<S: ThreadScheduler>(
    ///     threads: &List<Thread<S>>,
    ///     cpu: &Cpu<S>,
    /// ) -> Option<&'static Thread<S>> {
    ///     let mut at = threads.front();
    ///     for _ in 0..MAX {
    ///         let Some(thread) = at else { break };
    ///         if thread.may_run_on(cpu) {
    ///             return Some(thread);
    ///         }
    ///         at = threads.next(thread);
    ///     }
    ///     None
    /// }
    /// ```
    pub fn next(&self, element: &T) -> Option<&'static T> {
        let _ = element;
        match self.0 {}
    }

    /// The element before `element`; `None` before the first, and if `element` is
    /// not on the list.
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
    /// fn example<S: ThreadScheduler>(
    ///     threads: &List<Thread<S>>,
    ///     thread: &Thread<S>,
    /// ) -> Option<&'static Thread<S>> {
    ///     threads.prev(thread)
    /// }
    /// ```
    pub fn prev(&self, element: &T) -> Option<&'static T> {
        let _ = element;
        match self.0 {}
    }

    /// Whether nothing is on the list.
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

    /// Whether `element` is on the list.
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
    pub fn contains(&self, element: &T) -> bool {
        let _ = element;
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
