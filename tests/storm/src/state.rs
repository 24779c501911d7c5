//! What the processes of a storm share: whether it is over, the threads that may
//! be meddled with, the CPUs that somebody keeps from others, counters, and the
//! last events.
//!
//! All of it is atomics in shared memory, so that a process which dies at any
//! moment leaves nothing locked.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::Result;
use load_parts::cpus::Cpus;
use load_parts::random::Random;
use load_parts::shared_memory::{self, Shareable};
use rustix::process::Pid;

use crate::events::Events;

/// How many threads can be meddled with at the same time; more are left alone.
const MAX_SUBJECTS: usize = 1024;

/// A report is to be made.
const ASKED_FOR: u64 = 1;

/// It was made.
const DONE: u64 = 2;

/// More kinds than there are.
const MAX_KINDS: usize = 64;

/// The shared state. A handle: copies show the same.
#[derive(Clone, Copy)]
pub struct State {
    global: &'static Global,
    counts: &'static [Counts],
    subjects: &'static [SubjectSlot],
    /// The last events.
    pub events: Events,
}

struct Global {
    stop: AtomicBool,
    /// See [`State::is_lull`].
    lull: AtomicBool,
    /// CPUs that are, or are about to be, offline or kept by a `SCHED_FIFO` hog.
    claimed: AtomicU64,
    /// See [`State::machine_ns`].
    machine_ns: AtomicU64,
    /// How often the task that answers has done so.
    answers: AtomicU64,
    /// A report on a failure: 0, [`ASKED_FOR`] or [`DONE`].
    report: AtomicU64,
    /// The latest of its answers, in ns.
    worst_answer_ns: AtomicU64,
}

/// What one kind has done.
#[derive(Default)]
pub struct Counts {
    /// Operations that succeeded.
    pub done: AtomicU64,
    /// Operations that the kernel refused, as it may.
    pub refused: AtomicU64,
}

/// A thread: its process id in the high half, its own in the low one, and
/// [`TIES_ITSELF`]; 0: free.
struct SubjectSlot(AtomicU64);

/// See [`Subject::ties_itself`]. Process ids stay far below.
const TIES_ITSELF: u64 = 1 << 63;

// SAFETY: atomics only, for which zero is valid.
unsafe impl Shareable for Global {}
// SAFETY: as above.
unsafe impl Shareable for Counts {}
// SAFETY: as above.
unsafe impl Shareable for SubjectSlot {}

/// A thread that may be meddled with. It may have ended meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its process.
    pub process: Pid,
    /// Itself.
    pub thread: Pid,
    /// Whether it disables migration, and for how long is not known: see
    /// [`crate::place::Place::anchor`].
    pub ties_itself: bool,
}

impl Subject {
    /// The calling thread.
    fn caller(ties_itself: bool) -> Self {
        Self {
            process: rustix::process::getpid(),
            thread: rustix::thread::gettid(),
            ties_itself,
        }
    }

    fn to_word(self) -> u64 {
        let number = |pid: Pid| u64::from(pid.as_raw_nonzero().get().unsigned_abs());
        let flag = if self.ties_itself { TIES_ITSELF } else { 0 };
        flag | number(self.process) << 32 | number(self.thread)
    }

    fn from_word(word: u64) -> Option<Self> {
        let pid = |word: u64| Pid::from_raw(i32::try_from(word & 0xFFFF_FFFF).ok()?);
        Some(Self {
            process: pid((word & !TIES_ITSELF) >> 32)?,
            thread: pid(word)?,
            ties_itself: word & TIES_ITSELF != 0,
        })
    }
}

impl State {
    /// A new one, to be made before the processes that share it.
    pub fn new() -> Result<Self> {
        Ok(Self {
            global: shared_memory::value()?,
            counts: shared_memory::slice(MAX_KINDS)?,
            subjects: shared_memory::slice(MAX_SUBJECTS)?,
            events: Events::new()?,
        })
    }

    /// Asks everybody to end.
    pub fn stop(&self) {
        self.global.stop.store(true, Ordering::Release);
    }

    /// Whether everybody was asked to end.
    pub fn stopped(&self) -> bool {
        self.global.stop.load(Ordering::Acquire)
    }

    /// Whether those who compute or change classes are to rest: see
    /// [`crate::machine::is_switching`].
    pub fn is_lull(&self) -> bool {
        self.global.lull.load(Ordering::Relaxed)
    }

    /// Begins or ends a lull.
    pub fn set_lull(&self, lull: bool) {
        self.global.lull.store(lull, Ordering::Relaxed);
    }

    /// The counters of the kind with that number.
    pub fn counts(&self, kind: usize) -> &'static Counts {
        &self.counts[kind % MAX_KINDS]
    }

    /// How long the machine itself has run: the time that passed for a task of
    /// highest priority, without the times at which the emulator did not run.
    pub fn machine_ns(&self) -> u64 {
        self.global.machine_ns.load(Ordering::Acquire)
    }

    /// Moves [`State::machine_ns`] on.
    pub fn add_machine_ns(&self, ns: u64) {
        self.global.machine_ns.fetch_add(ns, Ordering::AcqRel);
    }

    /// Notes an answer that was late by `ns`.
    pub fn answered(&self, late_ns: u64) {
        let global = self.global;
        global.worst_answer_ns.fetch_max(late_ns, Ordering::Relaxed);
        global.answers.fetch_add(1, Ordering::Release);
    }

    /// How many answers there were, and the latest in ns.
    pub fn answers(&self) -> (u64, u64) {
        let global = self.global;
        let answers = global.answers.load(Ordering::Acquire);
        (answers, global.worst_answer_ns.load(Ordering::Relaxed))
    }

    /// Asks for a report on a failure.
    pub fn ask_for_report(&self) {
        self.global.report.store(ASKED_FOR, Ordering::Release);
    }

    /// Whether one was asked for and not made yet.
    pub fn report_is_asked_for(&self) -> bool {
        self.global.report.load(Ordering::Acquire) == ASKED_FOR
    }

    /// Says that it was made.
    pub fn report_done(&self) {
        self.global.report.store(DONE, Ordering::Release);
    }

    /// Whether it was made.
    pub fn report_is_done(&self) -> bool {
        self.global.report.load(Ordering::Acquire) == DONE
    }

    /// Lets others meddle with the calling thread until the result is dropped.
    pub fn enter(&self, ties_itself: bool) -> Entered {
        let word = Subject::caller(ties_itself).to_word();
        let free = self.subjects.iter().find(|slot| {
            let slot = &slot.0;
            let took = slot.compare_exchange(0, word, Ordering::AcqRel, Ordering::Relaxed);
            took.is_ok()
        });
        Entered(free)
    }

    /// Some thread that entered; none if there is none nearby.
    pub fn some_subject(&self, random: &mut Random) -> Option<Subject> {
        let word = |slot: &SubjectSlot| slot.0.load(Ordering::Acquire);
        // The slots in use are the first ones, so look no further than they reach.
        let used = self.subjects.iter().rposition(|slot| word(slot) != 0)? + 1;
        let start = usize::try_from(random.below(used as u64)).unwrap_or(0);
        let from_there = self.subjects[start..used].iter();
        from_there.map(word).find_map(Subject::from_word)
    }

    /// Keeps `cpu` from those who would take it, too, if one of `cpus` that nobody
    /// has taken remains for everybody else.
    pub fn claim(&self, cpu: usize, cpus: Cpus) -> bool {
        let claim = Cpus::one(cpu).0;
        let change = |claimed: u64| {
            let remaining = cpus.0 & !claimed & !claim;
            (claimed & claim == 0 && remaining != 0).then_some(claimed | claim)
        };
        let claimed = &self.global.claimed;
        let result = claimed.fetch_update(Ordering::AcqRel, Ordering::Acquire, change);
        result.is_ok()
    }

    /// Ends a claim.
    pub fn release(&self, cpu: usize) {
        let claim = Cpus::one(cpu).0;
        self.global.claimed.fetch_and(!claim, Ordering::AcqRel);
    }
}

/// The calling thread is a [`Subject`] while this exists.
pub struct Entered(Option<&'static SubjectSlot>);

impl Drop for Entered {
    fn drop(&mut self) {
        if let Some(slot) = self.0 {
            slot.0.store(0, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_enter_and_leave() {
        let state = State::new().unwrap();
        let mut random = Random::new(1);
        assert_eq!(state.some_subject(&mut random), None);
        for ties_itself in [false, true] {
            let entered = state.enter(ties_itself);
            let caller = Subject::caller(ties_itself);
            assert_eq!(state.some_subject(&mut random), Some(caller));
            drop(entered);
            assert_eq!(state.some_subject(&mut random), None);
        }
    }

    #[test]
    fn a_cpu_is_always_left() {
        let state = State::new().unwrap();
        let all = Cpus(0b111);
        assert!(state.claim(0, all));
        assert!(!state.claim(0, all), "it is claimed");
        assert!(state.claim(2, all));
        assert!(!state.claim(1, all), "it is the last");
        state.release(0);
        assert!(state.claim(1, all));
        assert!(!state.claim(0, Cpus(0b011)), "1 and 2 are claimed");
    }

    #[test]
    fn the_worst_answer_is_kept() {
        let state = State::new().unwrap();
        state.answered(7);
        state.answered(3);
        assert_eq!(state.answers(), (2, 7));
    }
}
