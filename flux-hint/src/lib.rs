//! Tells a flux scheduler by when a thread's work has to be done.
//!
//! For applications: no libbpf, no privileges. The scheduler's agent, started with
//! `--hints PATH`, lends a table in memory to whoever may connect to the socket at that
//! path; a hint is two stores into it, and takes no system call but the look at the clock.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! let hints = flux_hint::Hints::connect("/run/flux/hints")?;
//! let hint = hints.this_thread()?; // once in each thread
//! loop {
//!     // A request is there: it has to be answered within 2 ms.
//!     hint.done_within(Duration::from_millis(2));
//!     // … serve it …
//!     hint.clear();
//!     # break;
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! The scheduler looks at a hint when the thread wakes up, so one that is given while it
//! runs counts from its next wakeup on: say for a thread that will be woken up for a
//! request by when that is due, before it goes to sleep or from another thread
//! ([`Hints::thread`]).
//!
//! What a hint does is the scheduler's matter; `doc` of flux's library takes it for the
//! deadline. Thread ids are those of the machine: in a container with a PID namespace of its
//! own, hints find nobody.

mod socket;

use std::io;
use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use memmap2::MmapRaw;
use rustix::process::Pid;

pub use socket::{Hello, SLOTS, lend};

/// Slots in which a thread's may be; the kernel's side looks at the same ones.
const PROBES: u32 = 4;

/// One thread's place in the table.
#[repr(C)]
struct Slot {
    /// 0: it is free.
    tid: AtomicU32,
    _unused: u32,
    /// Nanoseconds of the monotonic clock; 0: no hint.
    deadline_ns: AtomicU64,
}

const _: () = assert!(size_of::<Slot>() == 16, "twin in hints.bpf.h");

/// The table of a scheduler that runs. Copies are the same table.
#[derive(Clone, Debug)]
pub struct Hints {
    memory: Arc<MmapRaw>,
}

impl Hints {
    /// Asks the agent that listens at `path` for the table.
    ///
    /// # Errors
    ///
    /// When nobody listens there, this process may not connect, or the agent is of another
    /// version. A scheduler that ends leaves the table as it is, without effect: connect
    /// again when the next one runs.
    pub fn connect(path: impl AsRef<Path>) -> io::Result<Self> {
        let table = socket::borrow(path.as_ref())?;
        let memory = memmap2::MmapOptions::new()
            .len(SLOTS as usize * size_of::<Slot>())
            .map_raw(&table)?;
        Ok(Self {
            memory: Arc::new(memory),
        })
    }

    /// The place of the calling thread.
    ///
    /// # Errors
    ///
    /// When all places in which it could be are taken by other threads.
    pub fn this_thread(&self) -> io::Result<ThreadHint> {
        self.thread(
            rustix::thread::gettid()
                .as_raw_nonzero()
                .get()
                .unsigned_abs(),
        )
    }

    /// The place of the thread with that id.
    ///
    /// # Errors
    ///
    /// When all places in which it could be are taken by other threads.
    pub fn thread(&self, tid: u32) -> io::Result<ThreadHint> {
        let places = || (0..PROBES).map(|probe| place(tid, probe));
        let own = |at: &usize| self.slot(*at).tid.load(Ordering::Acquire) == tid;
        let at = places()
            .find(own)
            .or_else(|| places().find(|at| self.take(*at, tid)));
        let at = at.ok_or_else(|| {
            io::Error::other("all places for this thread's hints are taken by other threads")
        })?;
        Ok(ThreadHint {
            hints: self.clone(),
            at,
            tid,
            not_send: PhantomData,
        })
    }

    /// Takes a place that is free, or whose thread has gone.
    fn take(&self, at: usize, tid: u32) -> bool {
        let slot = self.slot(at);
        let seen = slot.tid.load(Ordering::Acquire);
        if seen != 0 && lives(seen) {
            return false;
        }
        slot.deadline_ns.store(0, Ordering::Relaxed);
        let taken = slot
            .tid
            .compare_exchange(seen, tid, Ordering::AcqRel, Ordering::Relaxed);
        taken.is_ok()
    }

    fn slot(&self, at: usize) -> &Slot {
        debug_assert!(at < SLOTS as usize);
        // SAFETY: the mapping has SLOTS slots and stays as long as `memory`; a slot is atomics,
        // for which any bits are valid and which other processes may change.
        unsafe { &*self.memory.as_mut_ptr().cast::<Slot>().add(at) }
    }
}

/// Where a thread's places are; the same in hints.bpf.h.
fn place(tid: u32, probe: u32) -> usize {
    let first = tid.wrapping_mul(2_654_435_769) >> 20;
    (first.wrapping_add(probe) & (SLOTS - 1)) as usize
}

/// Whether a thread of that id is there. One of another user counts as there.
fn lives(tid: u32) -> bool {
    let pid = i32::try_from(tid).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| {
        rustix::process::getpriority_process(Some(pid)) != Err(rustix::io::Errno::SRCH)
    })
}

/// A thread's hint. Dropping it clears the hint and gives the place back.
#[derive(Debug)]
pub struct ThreadHint {
    hints: Hints,
    at: usize,
    tid: u32,
    /// For the thread that asked for it: it is cleared when that thread ends.
    not_send: PhantomData<*const ()>,
}

impl ThreadHint {
    /// What the thread does next has to be done within that time from now.
    pub fn done_within(&self, time: Duration) {
        let time_ns = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.done_by_ns(now_ns().saturating_add(time_ns));
    }

    /// The same as a time: nanoseconds of `CLOCK_MONOTONIC`.
    pub fn done_by_ns(&self, ns: u64) {
        let slot = self.hints.slot(self.at);
        slot.deadline_ns.store(ns, Ordering::Release);
    }

    /// What the thread does next has no deadline of its own.
    pub fn clear(&self) {
        self.done_by_ns(0);
    }
}

impl Drop for ThreadHint {
    fn drop(&mut self) {
        self.clear();
        let slot = self.hints.slot(self.at);
        // Somebody may have taken it for a thread that has gone.
        let _ = slot
            .tid
            .compare_exchange(self.tid, 0, Ordering::AcqRel, Ordering::Relaxed);
    }
}

/// The time, in nanoseconds of `CLOCK_MONOTONIC`.
pub fn now_ns() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_nsec.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints() -> Hints {
        let memory = memmap2::MmapOptions::new()
            .len(SLOTS as usize * size_of::<Slot>())
            .map_anon()
            .unwrap();
        Hints {
            memory: Arc::new(memory.into()),
        }
    }

    #[test]
    fn a_thread_has_one_place() {
        let hints = hints();
        let (first, second) = (hints.this_thread().unwrap(), hints.this_thread().unwrap());
        assert_eq!(first.at, second.at);
        first.done_by_ns(7);
        let slot = hints.slot(first.at);
        assert_eq!(slot.deadline_ns.load(Ordering::Relaxed), 7);
        drop(first);
        assert_eq!(slot.deadline_ns.load(Ordering::Relaxed), 0);
        assert_eq!(slot.tid.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn threads_that_have_gone_make_room_and_others_do_not() {
        let hints = hints();
        let (tid, alive) = (4_194_000, std::process::id());
        // Ids that no thread has: above what the kernel gives.
        for probe in 0..PROBES {
            let slot = hints.slot(place(tid, probe));
            slot.tid.store(
                if probe == 2 { 4_194_303 } else { alive },
                Ordering::Relaxed,
            );
        }
        let hint = hints.thread(tid).unwrap();
        assert_eq!(hint.at, place(tid, 2));
        hints.slot(hint.at).tid.store(alive, Ordering::Relaxed);
        drop(hint);
        assert!(hints.thread(tid).is_err());
    }
}
