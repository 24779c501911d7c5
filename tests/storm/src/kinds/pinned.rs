//! Threads that are pinned to each CPU, one that computes and one that sleeps; and
//! that pin themselves again after others have moved them.

use std::time::Duration;

use anyhow::Result;
use load_parts::cpus::Cpus;

use super::{Kind, affinity};
use crate::place::Place;

/// See the module.
pub struct Pinned;

/// Threads on each CPU.
const PER_CPU: usize = 2;

impl Kind for Pinned {
    fn name(&self) -> &'static str {
        "pinned"
    }

    fn run(&self, place: &Place) -> Result<()> {
        let homes: Vec<usize> = place.cpus.iter().collect();
        place.team(homes.len() * PER_CPU, |member| {
            let home = homes.get(member.index / PER_CPU).copied();
            let home = Cpus::one(home.unwrap_or_default());
            if member.random.one_in(8) {
                // Refused while that CPU is offline or not in the cpuset.
                let what = format_args!("{:#x}", home.0);
                member
                    .place
                    .attempt(affinity::REFUSALS, what, || home.restrict(None))?;
            }
            if member.index.is_multiple_of(PER_CPU) {
                member.compute(Duration::from_micros(10), Duration::from_millis(20));
                rustix::thread::sched_yield();
            }
            member.sleep(Duration::from_micros(10), Duration::from_millis(20));
            Ok(())
        })
    }
}
