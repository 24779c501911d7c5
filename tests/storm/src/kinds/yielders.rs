//! Threads that compute and give their CPU away, in bursts.

use std::time::Duration;

use anyhow::Result;

use super::Kind;
use crate::place::Place;

/// See the module.
pub struct Yielders;

impl Kind for Yielders {
    fn name(&self) -> &'static str {
        "yielders"
    }

    fn run(&self, place: &Place) -> Result<()> {
        place.team(place.per_cpu(1), |member| {
            for _ in 0..member.random.below(40) {
                if member.random.one_in(3) {
                    load_parts::work::spin_a_little();
                }
                rustix::thread::sched_yield();
            }
            // Somebody else should find an idle CPU now and then.
            if member.random.one_in(8) {
                member.sleep(Duration::from_micros(10), Duration::from_millis(50));
            }
            Ok(())
        })
    }
}
