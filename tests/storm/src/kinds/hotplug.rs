//! Takes CPUs offline and back. Never the last one that is not taken otherwise, and
//! never the one that stays ([`Place::anchor`]).

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};
use rustix::io::Errno;

use super::Kind;
use crate::machine;
use crate::place::{Pauses, Place, sleep_unless_stopped};

/// See the module.
pub struct Hotplug;

/// How long a CPU stays away.
const AWAY: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(800));

const PAUSES: Pauses = Pauses {
    shortest: Duration::from_millis(10),
    longest: Duration::from_millis(1000),
};

impl Kind for Hotplug {
    fn name(&self) -> &'static str {
        "hotplug"
    }

    fn is_gentle(&self) -> bool {
        false
    }

    fn obstacle(&self, place: &Place) -> Option<&'static str> {
        let can_go = |&cpu: &usize| machine::switch_of(cpu).is_some();
        let all = place.cpus.iter();
        let going = all
            .filter(|&cpu| !place.anchor().contains(cpu))
            .find(can_go);
        going.is_none().then_some("no CPU can go offline")
    }

    fn run(&self, place: &Place) -> Result<()> {
        let stays = place.anchor();
        let all = place.cpus.iter();
        let cpus: Vec<usize> = all.filter(|&cpu| !stays.contains(cpu)).collect();
        let mut random = place.random(0);
        while !place.stopped() {
            // A scheduler that is being attached starts anew with each change.
            place.rest_in_lull();
            if let Some(&cpu) = random.choice(&cpus) {
                let time = random.time(AWAY.0, AWAY.1);
                // One that cannot go is not claimed.
                if machine::switch_of(cpu).is_some() && place.state.claim(cpu, place.cpus) {
                    let switched = off_and_on(place, cpu, time);
                    place.state.release(cpu);
                    switched?;
                }
            }
            PAUSES.pause(place, &mut random);
        }
        Ok(())
    }
}

fn off_and_on(place: &Place, cpu: usize, time: Duration) -> Result<()> {
    let write = |text: &'static str| {
        let switch = machine::switch_of(cpu).context("the switch is gone")?;
        fs::write(switch, text).with_context(|| format!("{text} for CPU {cpu}"))
    };
    // Refused while somebody else holds on to the CPUs: a scheduler that attaches.
    let refusals = &[Errno::BUSY, Errno::AGAIN, Errno::INTR];
    if place.attempt(refusals, format_args!("CPU {cpu} offline"), || write("0"))? {
        sleep_unless_stopped(place, time);
        while !place.attempt(refusals, format_args!("CPU {cpu} online"), || write("1"))? {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    Ok(())
}
