//! The monotonic clock in nanoseconds, which processes share, and sleep until a time
//! of it.

use anyhow::{Context as _, Result};
use rustix::thread::{ClockId, clock_nanosleep_absolute};
use rustix::time::Timespec;

const NS_PER_S: u64 = 1_000_000_000;

/// The time, in nanoseconds since the machine started.
pub fn now_ns() -> u64 {
    let time = rustix::time::clock_gettime(ClockId::Monotonic);
    time.tv_sec.unsigned_abs() * NS_PER_S + time.tv_nsec.unsigned_abs()
}

/// Sleeps until that time; a signal makes no difference.
///
/// # Errors
///
/// When the kernel does not know such times.
pub fn sleep_until_ns(ns: u64) -> Result<()> {
    let until = Timespec {
        tv_sec: i64::try_from(ns / NS_PER_S)?,
        tv_nsec: (ns % NS_PER_S) as _,
    };
    loop {
        match clock_nanosleep_absolute(ClockId::Monotonic, &until) {
            Err(rustix::io::Errno::INTR) => {}
            result => return result.context("cannot sleep until a time"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_ends_after_its_time() {
        let until = now_ns() + 2_000_000;
        sleep_until_ns(until).unwrap();
        assert!(now_ns() >= until);
    }
}
