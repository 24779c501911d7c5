//! Locks that lend priority: while a `SCHED_FIFO` thread waits for one, the kernel
//! itself moves the ordinary thread that holds it to that class and back.

use std::time::Duration;

use anyhow::Result;
use load_parts::kernel::{Class, request_class};

use super::Kind;
use crate::place::Place;
use crate::sys::PiMutex;

/// See the module.
pub struct Boosts;

/// Threads around each lock; one of them is `SCHED_FIFO`.
const GROUP: usize = 3;

/// Its priority.
const URGENT: Class = Class::Fifo(20);

impl Kind for Boosts {
    fn name(&self) -> &'static str {
        "boosts"
    }

    fn run(&self, place: &Place) -> Result<()> {
        let groups = place.per_cpu(1).div_ceil(2);
        let locks: Vec<PiMutex> = (0..groups).map(|_| PiMutex::new()).collect::<Result<_>>()?;
        place.team(groups * GROUP, |member| {
            let Some(lock) = locks.get(member.index / GROUP) else {
                return Ok(());
            };
            member.place.rest_in_lull();
            // Meddlers move it to other classes, so it says so each time.
            let is_urgent = member.index.is_multiple_of(GROUP);
            if is_urgent && member.random.one_in(4) {
                request_class(None, URGENT)?;
            }
            lock.while_held(|| {
                if is_urgent {
                    return;
                }
                for _ in 0..member.random.below(4) {
                    load_parts::work::spin_a_little();
                }
            })?;
            member.sleep(Duration::from_micros(10), Duration::from_millis(30));
            Ok(())
        })
    }
}
