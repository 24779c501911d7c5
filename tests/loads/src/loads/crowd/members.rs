//! The processes and threads of a crowd, and where they write down what they used: for
//! each thread the CPU time of each hundredth of a second.

use std::ffi::CString;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::{Context as _, Result, bail};

use load_parts::clock::{now_ns, sleep_until_ns};
use load_parts::cpus::Cpus;
use load_parts::kernel::Helper;
use load_parts::shared_memory::{self, Shareable};
use load_parts::work::{own_cpu_time, spin_a_little};

use super::demands::Group;

/// How finely times are told apart.
pub const SLOT_MS: u64 = 10;

const SLOT_NS: u64 = SLOT_MS * 1_000_000;

/// What is written down: two minutes. What is used later counts for the last slot.
const SLOTS: usize = 12_000;

/// How long starting everybody may take.
const PREPARATION_NS: u64 = 300_000_000;

/// What a thread has used in the time of one slot, in nanoseconds: of all CPUs, and of
/// those where its group has to be.
pub struct Used {
    all: AtomicU64,
    on: AtomicU64,
}

// SAFETY: atomics, for which zero is valid.
unsafe impl Shareable for Used {}

impl Used {
    /// Of all CPUs.
    pub fn all(&self) -> u64 {
        self.all.load(Ordering::Relaxed)
    }

    /// Of those where its group has to be.
    pub fn on(&self) -> u64 {
        self.on.load(Ordering::Relaxed)
    }
}

/// Tells all threads that they are done.
struct Done(AtomicBool);

// SAFETY: an atomic, for which zero is valid.
unsafe impl Shareable for Done {}

/// The groups' processes.
pub struct Crowd {
    /// When all begins, of the monotonic clock.
    start_ns: u64,
    done: &'static Done,
    groups: Vec<(Helper, &'static [Used])>,
}

impl Crowd {
    /// Starts a process for each group; `on` gives the CPUs where it has to be.
    pub fn start(groups: &[Group], on: impl Fn(&Group) -> Cpus) -> Result<Self> {
        let mut crowd = Self {
            start_ns: now_ns() + PREPARATION_NS,
            done: shared_memory::value()?,
            groups: Vec::new(),
        };
        for group in groups {
            let used: &'static [Used] = shared_memory::slice(group.threads * SLOTS)?;
            let member = Member {
                start_ns: crowd.start_ns,
                begin_ns: crowd.at(group.begin_ms),
                done: crowd.done,
                on: on(group),
            };
            let name = group.name.clone();
            let process = Helper::start("crowd", move || compute(&name, used, member))?;
            crowd.groups.push((process, used));
        }
        Ok(crowd)
    }

    /// So many milliseconds after the start.
    pub fn at(&self, ms: u64) -> u64 {
        self.start_ns + ms * 1_000_000
    }

    /// Milliseconds since the start.
    pub fn now_ms(&self) -> u64 {
        now_ns().saturating_sub(self.start_ns) / 1_000_000
    }

    /// What the threads of a group have used between two times, in nanoseconds.
    pub fn used_ns(&self, group: usize, from_ms: u64, to_ms: u64, what: fn(&Used) -> u64) -> u128 {
        self.each_ns(group, from_ms, to_ms, what).sum()
    }

    /// The same of each of its threads.
    pub fn each_ns(
        &self,
        group: usize,
        from_ms: u64,
        to_ms: u64,
        what: fn(&Used) -> u64,
    ) -> impl Iterator<Item = u128> {
        let slot = |ms: u64| usize::try_from(ms / SLOT_MS).unwrap_or(SLOTS).min(SLOTS);
        let slots = slot(from_ms)..slot(to_ms);
        let used = self.groups.get(group).map_or(&[][..], |(_, used)| used);
        used.chunks(SLOTS).map(move |thread| {
            let thread = thread.get(slots.clone()).unwrap_or_default();
            thread.iter().map(|slot| u128::from(what(slot))).sum()
        })
    }

    /// Ends all.
    pub fn finish(self) -> Result<()> {
        self.done.0.store(true, Ordering::Relaxed);
        for (process, _) in self.groups {
            process.wait()?;
        }
        Ok(())
    }
}

/// What a thread has to know.
#[derive(Clone, Copy)]
struct Member {
    start_ns: u64,
    begin_ns: u64,
    done: &'static Done,
    on: Cpus,
}

/// A group's process.
fn compute(name: &str, used: &'static [Used], member: Member) -> Result<()> {
    let c_name = CString::new(name)?;
    rustix::thread::set_name(&c_name)?;
    load_parts::kernel::threads_will_start();
    let mut threads = Vec::new();
    for slots in used.chunks(SLOTS) {
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || member.compute(slots))
            .context("cannot start a thread")?;
        threads.push(thread);
    }
    for thread in threads {
        thread
            .join()
            .unwrap_or_else(|_| bail!("a thread panicked"))?;
    }
    Ok(())
}

impl Member {
    fn compute(self, slots: &[Used]) -> Result<()> {
        sleep_until_ns(self.begin_ns)?;
        let mut before = own_cpu_time();
        while !self.done.0.load(Ordering::Relaxed) {
            spin_a_little();
            let cpu = rustix::thread::sched_getcpu();
            let slot = now_ns().saturating_sub(self.start_ns) / SLOT_NS;
            let now = own_cpu_time();
            let ns = u64::try_from((now - before).as_nanos())?;
            before = now;
            let slot = usize::try_from(slot)?.min(SLOTS - 1);
            let Some(used) = slots.get(slot) else {
                continue;
            };
            used.all.fetch_add(ns, Ordering::Relaxed);
            if self.on.contains(cpu) {
                used.on.fetch_add(ns, Ordering::Relaxed);
            }
        }
        Ok(())
    }
}
