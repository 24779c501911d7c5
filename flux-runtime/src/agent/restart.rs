//! How often a scheduler may be started again by itself.
//!
//! The kernel asks for it when a scheduler cannot go on as it is, such as when a
//! CPU came or went before it was attached. A machine on which that goes on and on
//! is better off with the kernel's own scheduler than with one that is loaded
//! every few seconds. So what counts is not the clock, for a slow machine takes
//! its time to load, but whether the scheduler has worked in between.

use std::time::Duration;

/// Restarts that are allowed in a row.
pub const MOST: usize = 5;
/// A scheduler that was attached for so long has worked: the row starts anew.
pub const WORKED: Duration = Duration::from_secs(60);

/// How many restarts there were since the scheduler last worked.
#[derive(Debug, Default)]
pub struct Restarts(usize);

impl Restarts {
    /// Notes one, of a scheduler that was attached for so long, and says which of
    /// its row it is, from 1 on; `None` if there were too many already.
    pub fn next(&mut self, attached_for: Duration) -> Option<usize> {
        if attached_for >= WORKED {
            self.0 = 0;
        }
        (self.0 < MOST).then(|| {
            self.0 += 1;
            self.0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_in_a_row_and_no_more() {
        let short = Duration::from_millis(300);
        let mut restarts = Restarts::default();
        for nth in 1..=MOST {
            assert_eq!(restarts.next(short), Some(nth));
        }
        assert_eq!(restarts.next(short), None);
        assert_eq!(restarts.next(WORKED), Some(1), "it has worked");
    }
}
