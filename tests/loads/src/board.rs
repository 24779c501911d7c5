//! Where the threads of a load report, and where they are told to stop: memory
//! shared with the helper processes of the load.
//!
//! Everything in it is atomic; a slot is written by its own thread except where
//! a field says otherwise.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, bail};
use rustix::process::Pid;

use load_parts::cpus::Cpus;
use load_parts::shared_memory::{self, Shareable};

/// What is known of one thread.
#[repr(C)]
pub struct Slot {
    /// Its thread id; 0 until it runs.
    tid: AtomicU32,
    /// How often it has done what it does.
    pub steps: AtomicU64,
    /// The longest time between two steps.
    pub longest_gap_ns: AtomicU64,
    /// CPU time that it has used, when it has ended.
    pub cpu_ns: AtomicU64,
    /// How often the property under test was changed for it, by whomever.
    pub changes: AtomicU64,
    /// How often it could check the CPUs it was on against those allowed.
    pub checks: AtomicU64,
    /// How often it was on a CPU that it may not use.
    pub misplaced: AtomicU64,
    /// Even: `allowed` holds. Odd: it is being changed. Written by whoever
    /// changes the thread's CPUs.
    sequence: AtomicU64,
    /// The CPUs that it may use, as [`Cpus`]; 0: not known.
    allowed: AtomicU64,
}

impl Slot {
    /// The thread's id; none until it runs.
    pub fn tid(&self) -> Option<Pid> {
        let tid = self.tid.load(Ordering::Acquire);
        i32::try_from(tid).ok().and_then(Pid::from_raw)
    }

    /// Says that the calling thread is the slot's.
    pub fn enter(&self) {
        let tid = rustix::thread::gettid().as_raw_nonzero().get();
        self.tid.store(tid.unsigned_abs(), Ordering::Release);
    }

    /// Changes the thread's CPUs by `change`, which returns once they hold.
    /// One process at a time may do this for a slot.
    pub fn change_allowed(&self, cpus: Cpus, change: impl FnOnce() -> Result<()>) -> Result<()> {
        self.sequence.fetch_add(1, Ordering::SeqCst);
        change()?;
        self.allowed.store(cpus.0, Ordering::SeqCst);
        self.sequence.fetch_add(1, Ordering::SeqCst);
        self.changes.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Checks the CPU that the calling thread is on, after a yield, against those
    /// that it may use; says nothing where these were being changed meanwhile.
    pub fn check_cpu(&self) {
        let before = self.sequence.load(Ordering::SeqCst);
        let allowed = Cpus(self.allowed.load(Ordering::SeqCst));
        rustix::thread::sched_yield();
        let cpu = rustix::thread::sched_getcpu();
        let after = self.sequence.load(Ordering::SeqCst);
        if before != after || !before.is_multiple_of(2) || allowed.0 == 0 {
            return;
        }
        self.checks.fetch_add(1, Ordering::Relaxed);
        if !allowed.contains(cpu) {
            self.misplaced.fetch_add(1, Ordering::Relaxed);
        }
    }
}

// SAFETY: atomics only, for which zero is valid.
unsafe impl Shareable for Slot {}

/// All of a load's slots. A handle: copies show the same board.
#[derive(Clone, Copy)]
pub struct Board {
    stop: &'static Stop,
    slots: &'static [Slot],
}

struct Stop(AtomicBool);

// SAFETY: an atomic, for which zero is valid.
unsafe impl Shareable for Stop {}

impl Board {
    /// A board for so many threads, all zero; it stays until the process ends.
    pub fn new(threads: usize) -> Result<Self> {
        Ok(Self {
            stop: shared_memory::value()?,
            slots: shared_memory::slice(threads)?,
        })
    }

    /// All slots.
    pub fn slots(&self) -> &'static [Slot] {
        self.slots
    }

    /// Asks all threads and helpers to end.
    pub fn stop(&self) {
        self.stop.0.store(true, Ordering::Release);
    }

    /// Whether they were asked to.
    pub fn stopped(&self) -> bool {
        self.stop.0.load(Ordering::Acquire)
    }

    /// Waits until every thread runs.
    pub fn wait_until_all_run(&self) {
        while !self.stopped() && self.slots.iter().any(|slot| slot.tid().is_none()) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// The sum of one number over all slots.
    pub fn sum(&self, number: impl Fn(&Slot) -> &AtomicU64) -> u64 {
        let numbers = self.slots.iter();
        numbers.map(|s| number(s).load(Ordering::Relaxed)).sum()
    }

    /// Fails if a thread was seen on a CPU that it may not use.
    pub fn require_no_misplaced(&self) -> Result<()> {
        for (index, slot) in self.slots.iter().enumerate() {
            let misplaced = slot.misplaced.load(Ordering::Relaxed);
            if misplaced > 0 {
                let checks = slot.checks.load(Ordering::Relaxed);
                bail!(
                    "thread {index} was on a CPU that it may not use, \
                     {misplaced} of {checks} times"
                );
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_starts_at_zero() {
        let board = Board::new(3).unwrap();
        assert_eq!(board.slots().len(), 3);
        assert!(!board.stopped());
        assert_eq!(board.sum(|slot| &slot.steps), 0);
        assert!(board.slots()[2].tid().is_none());
    }

    #[test]
    fn a_misplaced_thread_is_found() {
        let board = Board::new(1).unwrap();
        let slot = &board.slots()[0];
        let here = Cpus::usable().unwrap();
        slot.change_allowed(here, || Ok(())).unwrap();
        slot.check_cpu();
        board.require_no_misplaced().unwrap();
        // Said to be allowed nowhere that it can be.
        slot.change_allowed(Cpus(!here.0), || Ok(())).unwrap();
        slot.check_cpu();
        assert_eq!(board.sum(|slot| &slot.checks), 2);
        assert!(board.require_no_misplaced().is_err());
    }

    #[test]
    fn nothing_is_checked_during_a_change() {
        let board = Board::new(1).unwrap();
        let slot = &board.slots()[0];
        slot.change_allowed(Cpus(0), || {
            slot.check_cpu();
            Ok(())
        })
        .unwrap();
        assert_eq!(board.sum(|slot| &slot.checks), 0);
    }
}
