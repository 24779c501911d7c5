//! How often a scheduler may be started again by itself.
//!
//! The kernel asks for it when a scheduler cannot go on as it is, such as when a
//! CPU came or went before it was attached. A machine on which that goes on and on
//! is better off with the kernel's own scheduler than with one that is loaded
//! every few seconds.

use std::time::{Duration, Instant};

/// Restarts within [`WITHIN`] that are allowed.
pub const MOST: usize = 5;
/// See [`MOST`].
pub const WITHIN: Duration = Duration::from_secs(60);

/// The restarts of the last minute.
#[derive(Debug, Default)]
pub struct Restarts(Vec<Instant>);

impl Restarts {
    /// Notes one at `now` and says which of the last minute it is, from 1 on;
    /// `None` if there were too many already.
    pub fn next(&mut self, now: Instant) -> Option<usize> {
        self.0
            .retain(|then| now.saturating_duration_since(*then) < WITHIN);
        (self.0.len() < MOST).then(|| {
            self.0.push(now);
            self.0.len()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_in_a_minute_and_no_more() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut restarts = Restarts::default();
        for nth in 1..=MOST {
            assert_eq!(restarts.next(after(nth as u64)), Some(nth));
        }
        assert_eq!(restarts.next(after(30)), None);
        assert_eq!(restarts.next(after(60)), None, "the first is 59 s old");
        assert_eq!(restarts.next(after(61)), Some(MOST), "the first is too old");
        assert_eq!(restarts.next(after(300)), Some(1));
    }
}
