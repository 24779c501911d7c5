//! Threads that sleep for 1 us to 100 ms, wake up and compute a little.

use std::time::Duration;

use anyhow::Result;

use super::Kind;
use crate::place::Place;

/// See the module.
pub struct Sleepers;

impl Kind for Sleepers {
    fn name(&self) -> &'static str {
        "sleepers"
    }

    fn run(&self, place: &Place) -> Result<()> {
        let exact = |_: &mut _| {
            // Or the kernel would round the shortest sleeps up to 50 us.
            Ok(rustix::thread::set_current_timer_slack(
                std::num::NonZeroU64::new(1),
            )?)
        };
        place.team_with(place.per_cpu(3), exact, |(), member| {
            member.sleep(Duration::from_micros(1), Duration::from_millis(100));
            if member.random.one_in(4) {
                load_parts::work::spin_a_little();
            }
            Ok(())
        })
    }
}
