//! What else the machine does: processes that compute, and processes that start
//! others. Each counts what it got done.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::{Result, bail};
use rustix::process::WaitOptions;

use load_parts::kernel::{Helper, fork};
use load_parts::shared_memory::{self, Shareable};
use load_parts::work::spin_a_little;

/// The processes, which go on until told to stop.
pub struct Background {
    shared: &'static Shared,
    helpers: Vec<Helper>,
}

/// Shared with them.
struct Shared {
    stop: AtomicBool,
    hog_units: AtomicU64,
    forks: AtomicU64,
}

// SAFETY: atomics only, for which zero is valid.
unsafe impl Shareable for Shared {}

/// How much was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Units of work of all hogs: a fixed number of instructions each.
    pub hog_units: u64,
    /// Processes that were started and have ended.
    pub forks: u64,
}

impl std::ops::Sub for Done {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            hog_units: self.hog_units.saturating_sub(before.hog_units),
            forks: self.forks.saturating_sub(before.forks),
        }
    }
}

impl Done {
    /// What was done in a second, if this was done in `ns` nanoseconds.
    pub fn per_second(self, ns: u64) -> Self {
        let rate = |n: u64| {
            let per_second = u128::from(n) * 1_000_000_000 / u128::from(ns.max(1));
            u64::try_from(per_second).unwrap_or(u64::MAX)
        };
        Self {
            hog_units: rate(self.hog_units),
            forks: rate(self.forks),
        }
    }
}

impl Background {
    /// Starts so many processes of each kind.
    pub fn start(hogs: u32, forkers: u32) -> Result<Self> {
        let shared: &'static Shared = shared_memory::value()?;
        let mut helpers = Vec::new();
        for _ in 0..hogs {
            helpers.push(super::start_named("hog", c"hog", || {
                compute(shared);
                Ok(())
            })?);
        }
        for _ in 0..forkers {
            helpers.push(super::start_named("forker", c"forker", || {
                start_others(shared)
            })?);
        }
        Ok(Self { shared, helpers })
    }

    /// What they have done so far.
    pub fn done(&self) -> Done {
        Done {
            hog_units: self.shared.hog_units.load(Ordering::Relaxed),
            forks: self.shared.forks.load(Ordering::Relaxed),
        }
    }

    /// Stops them; fails if one of them failed.
    pub fn finish(self) -> Result<()> {
        self.shared.stop.store(true, Ordering::Release);
        self.helpers.into_iter().try_for_each(Helper::wait)
    }
}

impl Shared {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }
}

fn compute(shared: &Shared) {
    while !shared.stopped() {
        spin_a_little();
        shared.hog_units.fetch_add(1, Ordering::Relaxed);
    }
}

fn start_others(shared: &Shared) -> Result<()> {
    while !shared.stopped() {
        let child = fork(|| {
            spin_a_little();
            0
        })?;
        let status = rustix::process::waitpid(Some(child), WaitOptions::empty())?;
        match status.and_then(|(_, status)| status.exit_status()) {
            Some(0) => shared.forks.fetch_add(1, Ordering::Relaxed),
            status => bail!("a short process ended with {status:?}"),
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_per_second() {
        let (before, after) = ([10, 1], [1010, 4]);
        let done = |[hog_units, forks]: [u64; 2]| Done { hog_units, forks };
        let rate = (done(after) - done(before)).per_second(500_000_000);
        assert_eq!(rate, done([2000, 6]));
    }
}
