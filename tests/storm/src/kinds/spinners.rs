//! Threads that compute for 10 us to 200 ms without a system call, so that slices
//! end and threads are preempted, and then rest.

use std::time::Duration;

use anyhow::Result;

use super::Kind;
use crate::place::Place;

/// See the module.
pub struct Spinners;

impl Kind for Spinners {
    fn name(&self) -> &'static str {
        "spinners"
    }

    fn run(&self, place: &Place) -> Result<()> {
        place.team(place.per_cpu(1), |member| {
            member.compute(Duration::from_micros(10), Duration::from_millis(200));
            // Half of the time some CPUs are free.
            member.sleep(Duration::from_micros(100), Duration::from_millis(100));
            Ok(())
        })
    }
}
