//! Counts RCU's grace periods: before one is over, the kernel may hold on to what has
//! ended, and how long that takes is not a scheduler's alone to say.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// How long to wait for the next one.
const PAUSE: Duration = Duration::from_millis(200);

/// Grace periods that have passed since the checks began.
#[derive(Clone, Debug, Default)]
pub struct GracePeriods(Arc<AtomicU64>);

impl GracePeriods {
    /// Begins to count, in a thread that nobody waits for: it may be in the kernel for as
    /// long as a grace period lasts. It ends when nobody asks any more.
    ///
    /// # Errors
    /// If no thread can be made.
    pub fn count() -> io::Result<Self> {
        let periods = Self::default();
        let counter = Arc::clone(&periods.0);
        thread::Builder::new()
            .name("flux-check-rcu".to_owned())
            .spawn(move || {
                while Arc::strong_count(&counter) > 1 {
                    wait_for_one();
                    counter.fetch_add(1, Ordering::Relaxed);
                    thread::sleep(PAUSE);
                }
            })?;
        Ok(periods)
    }

    /// How many so far.
    pub fn so_far(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Returns when a grace period that began after the call is over. Where the kernel does
/// not tell (with `nohz_full`), the pause between two calls has to do.
fn wait_for_one() {
    /// `MEMBARRIER_CMD_GLOBAL`: in the kernel it is synchronize_rcu().
    const GLOBAL: libc::c_long = 1;
    // SAFETY: the call takes numbers only, and changes nothing that this program has.
    unsafe { libc::syscall(libc::SYS_membarrier, GLOBAL, 0 as libc::c_long) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_pass() {
        let periods = GracePeriods::count().expect("a thread");
        let tries = (0..100).map(|_| thread::sleep(Duration::from_millis(100)));
        assert!(tries.take(100).any(|()| periods.so_far() > 0));
    }
}
