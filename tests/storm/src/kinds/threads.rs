//! Short threads: started in batches, gone at once or after a moment.

use std::time::Duration;

use anyhow::{Context as _, Result};
use load_parts::random::Random;

use super::Kind;
use crate::place::{Pauses, Place};

/// See the module.
pub struct Threads;

/// The largest batch.
const BATCH: u64 = 12;

const PAUSES: Pauses = Pauses {
    shortest: Duration::from_micros(100),
    longest: Duration::from_millis(30),
};

impl Kind for Threads {
    fn name(&self) -> &'static str {
        "threads"
    }

    fn run(&self, place: &Place) -> Result<()> {
        let mut random = place.random(0);
        while !place.stopped() {
            let seeds = (0..=random.below(BATCH)).map(|_| random.next());
            let threads = seeds.map(|seed| {
                let thread = std::thread::Builder::new().stack_size(64 << 10);
                let place = *place;
                thread.spawn(move || live(&place, &mut Random::new(seed)))
            });
            // All of them run before the first is waited for.
            for thread in threads.collect::<Vec<_>>() {
                let thread = thread.context("a thread cannot be started")?;
                if thread.join().is_err() {
                    anyhow::bail!("a thread panicked");
                }
                place.count();
            }
            PAUSES.pause(place, &mut random);
        }
        Ok(())
    }
}

fn live(place: &Place, random: &mut Random) {
    let _entered = place.enter();
    match random.below(4) {
        0 => {}
        1 => load_parts::work::spin_a_little(),
        2 => rustix::thread::sched_yield(),
        _ => std::thread::sleep(random.time(Duration::from_micros(1), Duration::from_millis(10))),
    }
}
