//! What threads do when they compute, and how much of it they did.

use std::time::Duration;

use rustix::time::ClockId;

/// Rounds of [`spin_a_little`]: some tenths of a millisecond on an emulated CPU.
const SPIN_ROUNDS: u64 = 20_000;

/// Computes for a moment, without a system call or a pause instruction, both of
/// which an emulator takes as a hint to run another CPU.
pub fn spin_a_little() {
    spin_rounds(SPIN_ROUNDS);
}

/// Computes for so many rounds, in the same way.
pub fn spin_rounds(rounds: u64) {
    let mut value = 1u64;
    for round in 0..rounds {
        value = std::hint::black_box(value.wrapping_mul(31).wrapping_add(round));
    }
}

/// The CPU time that the calling thread has used.
pub fn own_cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(ClockId::ThreadCPUTime);
    let seconds = Duration::from_secs(time.tv_sec.unsigned_abs());
    seconds + Duration::from_nanos(time.tv_nsec.unsigned_abs())
}
