//! A crowd around one lock and one condition: futexes with many waiters, woken up
//! one by one, all at once, and by timeouts.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;

use super::Kind;
use crate::place::Place;

/// See the module.
pub struct Futexes;

impl Kind for Futexes {
    fn name(&self) -> &'static str {
        "futexes"
    }

    fn run(&self, place: &Place) -> Result<()> {
        let (lock, changed) = (Mutex::new(0u64), Condvar::new());
        place.team(place.per_cpu(2), |member| {
            let timeout = member
                .random
                .time(Duration::from_micros(1), Duration::from_millis(100));
            let mut value = lock.lock().unwrap_or_else(PoisonError::into_inner);
            *value += 1;
            match member.random.below(4) {
                0 => changed.notify_one(),
                1 => changed.notify_all(),
                // Preempted while holding the lock, with everybody waiting for it.
                2 => load_parts::work::spin_a_little(),
                _ => {
                    // Why it was woken up is all the same.
                    drop(changed.wait_timeout(value, timeout));
                    return Ok(());
                }
            }
            drop(value);
            std::thread::sleep(timeout / 10);
            Ok(())
        })
    }
}
