//! The API of ops as plain Rust that runs: what stands behind `use flux::prelude::*` when a case
//! is compiled by rustc. Its twin in C is `model.h`; both must do the same.

use std::cell::{Cell, RefCell, RefMut};
use std::collections::VecDeque;
use std::ops::{Add, AddAssign, Deref, Sub, SubAssign};

/// What the subscheduler of a case is made of.
pub trait Subscheduler: 'static {
    type Locked;
    type Thread;
    type Cpu;
}

/// A field that is read and written whole.
pub struct Field<T>(Cell<T>);

impl<T: Copy> Field<T> {
    pub fn get(&self) -> T {
        self.0.get()
    }

    pub fn set(&self, value: T) {
        self.0.set(value);
    }
}

/// A tunable, at its default.
pub struct Tunable<T>(pub T);

impl<T: Copy> Tunable<T> {
    pub fn get(&self) -> T {
        self.0
    }
}

/// Zeroed, as BPF's memory is.
///
/// # Safety
/// All bits 0 must be a value of the type: numbers, `bool`s, enums with a variant 0.
pub unsafe fn zeroed<T>() -> T {
    // SAFETY: the caller's.
    unsafe { std::mem::zeroed() }
}

thread_local! {
    static LOG: Cell<u64> = const { Cell::new(0) };
    static CLOCK: Cell<u64> = const { Cell::new(0) };
    static CURRENT: Cell<usize> = const { Cell::new(0) };
}

/// One step of a digest.
pub fn mix(digest: u64, value: u64) -> u64 {
    (digest ^ value).wrapping_mul(0x100_0000_01b3).rotate_left(17)
}

fn trace(what: u64, value: u64) {
    LOG.set(mix(mix(LOG.get(), what), value));
}

/// Begins a call.
pub fn begin(current: u64) {
    LOG.set(1);
    CLOCK.set(0);
    CURRENT.set((current % 5) as usize);
}

/// What the call did through the API.
pub fn log() -> u64 {
    LOG.get()
}

pub fn now() -> Nanos {
    CLOCK.set(CLOCK.get() + 1000);
    Nanos(CLOCK.get())
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nanos(u64);

impl Nanos {
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros.wrapping_mul(1_000))
    }
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.wrapping_mul(1_000_000))
    }
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.wrapping_mul(1_000_000_000))
    }
    pub const fn as_nanos(self) -> u64 {
        self.0
    }
}

impl Add for Nanos {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }
}

impl Sub for Nanos {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.wrapping_sub(other.0))
    }
}

impl AddAssign for Nanos {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Nanos {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

/// The instance.
pub struct Sched<S: Subscheduler> {
    shared: S,
    locked: RefCell<S::Locked>,
}

impl<S: Subscheduler> Sched<S> {
    pub fn new() -> Self {
        // SAFETY: the state of a case is zeroed in C, too, and its types are made for that.
        unsafe {
            Self {
                shared: zeroed(),
                locked: RefCell::new(std::mem::MaybeUninit::zeroed().assume_init()),
            }
        }
    }
    pub fn lock(&self) -> RefMut<'_, S::Locked> {
        self.locked.borrow_mut()
    }
    pub fn request_cpus(&self, nr_cpus: u32) {
        trace(1, nr_cpus.into());
    }
    pub fn id(&self) -> u32 {
        1
    }
    pub fn nr_cpus(&self) -> u32 {
        3
    }
    pub fn nr_cpus_needed(&self) -> u32 {
        5
    }
}

impl<S: Subscheduler> Deref for Sched<S> {
    type Target = S;
    fn deref(&self) -> &S {
        &self.shared
    }
}

/// How many threads a case has; their ids are 1 and up.
pub const THREADS: usize = 4;

/// A thread.
pub struct Thread<S: Subscheduler> {
    id: u32,
    own: S::Thread,
}

impl<S: Subscheduler> Thread<S> {
    /// All threads, for ever.
    pub fn all() -> &'static [Thread<S>; THREADS] {
        let threads = std::array::from_fn(|at| Thread {
            id: at as u32 + 1,
            // SAFETY: as for the instance.
            own: unsafe { zeroed() },
        });
        Box::leak(Box::new(threads))
    }
    pub fn pid(&self) -> u32 {
        100 + self.id
    }
    pub fn tgid(&self) -> u32 {
        200 + self.id
    }
    pub fn nice(&self) -> i32 {
        self.id as i32 - 3
    }
    pub fn weight(&self) -> u32 {
        self.id * 100
    }
    pub fn hierarchical_weight(&self) -> u32 {
        self.id * 700
    }
    pub fn cpu_time(&self) -> Nanos {
        Nanos::from_micros(self.id as u64)
    }
    pub fn hint(&self) -> Nanos {
        Nanos::from_nanos((self.id as u64 & 1) * 500)
    }
    pub fn is_kernel_thread(&self) -> bool {
        self.id % 2 == 0
    }
    pub fn may_run_on(&self, cpu: &Cpu<S>) -> bool {
        self.id != cpu.id()
    }
}

impl<S: Subscheduler> Deref for Thread<S> {
    type Target = S::Thread;
    fn deref(&self) -> &S::Thread {
        &self.own
    }
}

/// The CPU.
pub struct Cpu<S: Subscheduler> {
    own: S::Cpu,
    threads: &'static [Thread<S>; THREADS],
}

impl<S: Subscheduler> Cpu<S> {
    pub fn new(threads: &'static [Thread<S>; THREADS]) -> Self {
        // SAFETY: as for the instance.
        let own = unsafe { zeroed() };
        Self { own, threads }
    }
    pub fn id(&self) -> u32 {
        2
    }
    pub fn yield_to_parent(&self) {
        trace(2, 0);
    }
    pub fn run_idle(&self) {
        trace(3, 0);
    }
    pub fn restart_pick(&self) {
        trace(4, 0);
    }
    pub fn preempt(&self) {
        trace(5, 0);
    }
    pub fn run_thread(&self, thread: &Thread<S>, slice: Nanos) {
        trace(6, thread.id.into());
        trace(7, slice.as_nanos());
    }
    pub fn run_current(&self, slice: Nanos) {
        trace(8, slice.as_nanos());
    }
    pub fn current(&self) -> Option<&'static Thread<S>> {
        CURRENT.get().checked_sub(1).map(|at| &self.threads[at])
    }
}

impl<S: Subscheduler> Deref for Cpu<S> {
    type Target = S::Cpu;
    fn deref(&self) -> &S::Cpu {
        &self.own
    }
}

/// The place of a thread on a list.
pub struct Link;

/// A list of threads.
pub struct List<S: Subscheduler>(Option<Box<VecDeque<&'static Thread<S>>>>);

impl<S: Subscheduler> List<S> {
    fn all(&mut self) -> &mut VecDeque<&'static Thread<S>> {
        self.0.get_or_insert_default()
    }
    #[track_caller]
    fn put(&mut self, thread: &Thread<S>, front: bool) {
        if self.contains(thread) {
            panic!("the thread is on it already");
        }
        // SAFETY: every thread lives for ever.
        let thread: &'static Thread<S> = unsafe { &*std::ptr::from_ref(thread) };
        if front {
            self.all().push_front(thread);
        } else {
            self.all().push_back(thread);
        }
    }
    #[track_caller]
    pub fn push_back(&mut self, thread: &Thread<S>) {
        self.put(thread, false);
    }
    #[track_caller]
    pub fn push_front(&mut self, thread: &Thread<S>) {
        self.put(thread, true);
    }
    pub fn pop_front(&mut self) -> Option<&'static Thread<S>> {
        self.all().pop_front()
    }
    pub fn pop_back(&mut self) -> Option<&'static Thread<S>> {
        self.all().pop_back()
    }
    #[track_caller]
    pub fn remove(&mut self, thread: &Thread<S>) {
        if !self.contains(thread) {
            panic!("the thread is not on it");
        }
        self.all().retain(|other| other.id != thread.id);
    }
    pub fn front(&self) -> Option<&'static Thread<S>> {
        self.0.as_ref()?.front().copied()
    }
    pub fn back(&self) -> Option<&'static Thread<S>> {
        self.0.as_ref()?.back().copied()
    }
    fn beside(&self, thread: &Thread<S>, by: isize) -> Option<&'static Thread<S>> {
        let all = self.0.as_ref()?;
        let at = all.iter().position(|other| other.id == thread.id)?;
        all.get(at.checked_add_signed(by)?).copied()
    }
    pub fn next(&self, thread: &Thread<S>) -> Option<&'static Thread<S>> {
        self.beside(thread, 1)
    }
    pub fn prev(&self, thread: &Thread<S>) -> Option<&'static Thread<S>> {
        self.beside(thread, -1)
    }
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|all| all.is_empty())
    }
    pub fn contains(&self, thread: &Thread<S>) -> bool {
        self.0
            .as_ref()
            .is_some_and(|all| all.iter().any(|other| other.id == thread.id))
    }
    /// The ids in order.
    pub fn digest(&self, digest: u64) -> u64 {
        let all = self.0.iter().flat_map(|all| all.iter());
        mix(all.fold(digest, |digest, thread| mix(digest, thread.id.into())), 0)
    }
}
