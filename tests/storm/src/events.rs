//! The last operations of a storm: what a failure report ends with.
//!
//! A ring in shared memory. Whoever reads it while others write may see an event
//! that is half overwritten; it is text for people, and a late reader beats a lock
//! that a killed process could keep.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use load_parts::shared_memory::{self, Shareable};
use rustix::time::ClockId;

/// How many events are kept.
const KEPT: usize = 200;

/// Words of text in an event.
const TEXT_WORDS: usize = 14;

/// Bytes of text in an event; what is longer is cut.
const TEXT_BYTES: usize = TEXT_WORDS * 8;

struct Slot {
    /// Which one it is, from 1; 0: none.
    number: AtomicU64,
    /// On the kernel's monotonic clock, as in its messages.
    time_ns: AtomicU64,
    text: [AtomicU64; TEXT_WORDS],
}

struct Next(AtomicU64);

// SAFETY: atomics only, for which zero is valid.
unsafe impl Shareable for Slot {}
// SAFETY: as above.
unsafe impl Shareable for Next {}

/// The ring. A handle: copies show the same.
#[derive(Clone, Copy)]
pub struct Events {
    next: &'static Next,
    slots: &'static [Slot],
}

/// Time since boot, as the kernel's messages count it.
pub fn since_boot() -> Duration {
    let time = rustix::time::clock_gettime(ClockId::Monotonic);
    let seconds = Duration::from_secs(time.tv_sec.unsigned_abs());
    seconds + Duration::from_nanos(time.tv_nsec.unsigned_abs())
}

impl Events {
    /// An empty ring.
    pub fn new() -> Result<Self> {
        Ok(Self {
            next: shared_memory::value()?,
            slots: shared_memory::slice(KEPT)?,
        })
    }

    /// Notes what `kind` does now.
    pub fn note(&self, kind: &str, what: fmt::Arguments) {
        let mut text = Text::default();
        // It never fails: what is too long is cut.
        let _ = fmt::Write::write_fmt(&mut text, format_args!("{kind}: {what}"));
        let number = self.next.0.fetch_add(1, Ordering::Relaxed);
        let Some(slot) = self.slots.get(number as usize % KEPT) else {
            return;
        };
        slot.number.store(number + 1, Ordering::Release);
        let now = u64::try_from(since_boot().as_nanos()).unwrap_or(u64::MAX);
        slot.time_ns.store(now, Ordering::Relaxed);
        for (word, bytes) in slot.text.iter().zip(text.bytes.chunks_exact(8)) {
            let bytes = bytes.try_into().unwrap_or_default();
            word.store(u64::from_le_bytes(bytes), Ordering::Relaxed);
        }
    }

    /// The last events, the oldest first, one line each.
    pub fn lines(&self) -> Vec<String> {
        let number = |slot: &&Slot| slot.number.load(Ordering::Acquire);
        let mut slots: Vec<&Slot> = self.slots.iter().filter(|s| number(s) != 0).collect();
        slots.sort_by_key(number);
        slots.into_iter().map(Slot::line).collect()
    }
}

impl Slot {
    fn line(&self) -> String {
        let time = Duration::from_nanos(self.time_ns.load(Ordering::Relaxed));
        let words = self.text.iter().map(|word| word.load(Ordering::Relaxed));
        let mut bytes: Vec<u8> = words.flat_map(u64::to_le_bytes).collect();
        bytes.retain(|&byte| byte != 0);
        let text = String::from_utf8_lossy(&bytes);
        format!("[{:12.6}] {text}", time.as_secs_f64())
    }
}

/// Text in the size of an event, filled up with zeros.
struct Text {
    bytes: [u8; TEXT_BYTES],
    used: usize,
}

impl Default for Text {
    fn default() -> Self {
        Self {
            bytes: [0; TEXT_BYTES],
            used: 0,
        }
    }
}

impl fmt::Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.bytes.iter_mut().skip(self.used);
        let copied = room.zip(text.bytes()).map(|(to, byte)| *to = byte).count();
        self.used += copied;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_events_are_kept_in_order() {
        let events = Events::new().unwrap();
        for number in 0..KEPT + 5 {
            events.note("nice", format_args!("thread {number}"));
        }
        let lines = events.lines();
        assert_eq!(lines.len(), KEPT);
        assert!(lines[0].ends_with("nice: thread 5"), "{}", lines[0]);
        let last = lines.last().unwrap();
        assert!(
            last.ends_with(&format!("nice: thread {}", KEPT + 4)),
            "{last}"
        );
    }

    #[test]
    fn long_events_are_cut() {
        let events = Events::new().unwrap();
        events.note("cgroups", format_args!("{}", "x".repeat(500)));
        let lines = events.lines();
        assert!(lines[0].ends_with("xxx"));
        assert!(lines[0].len() < 200);
    }
}
