//! `SCHED_FIFO` threads that keep a CPU for up to a second. Never all CPUs at once.

use std::time::{Duration, Instant};

use anyhow::Result;
use load_parts::cpus::Cpus;
use load_parts::kernel::{Class, set_class};
use rustix::io::Errno;

use super::Kind;
use crate::place::{Member, Place, sleep_unless_stopped};

/// See the module.
pub struct Hogs;

/// Below those who fetch threads back, above those who are away for a moment.
const CLASS: Class = Class::Fifo(60);

/// How long a CPU is kept.
const KEPT: (Duration, Duration) = (Duration::from_millis(1), Duration::from_secs(1));

/// How long it is left alone.
const LEFT: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(2));

impl Kind for Hogs {
    fn name(&self) -> &'static str {
        "hogs"
    }

    fn is_gentle(&self) -> bool {
        false
    }

    fn obstacle(&self, place: &Place) -> Option<&'static str> {
        (place.cpus.count() < 2).then_some("nobody would be left to watch")
    }

    fn run(&self, place: &Place) -> Result<()> {
        let cpus: Vec<usize> = place.cpus.iter().collect();
        // They are no subjects: a hog that is moved would not be where it is claimed.
        place.threads(place.cpus.count() / 2, |member| {
            while !place.stopped() {
                place.rest_in_lull();
                let mut rest = LEFT.0;
                // On two CPUs the other one is offline much of the time: it asks again soon.
                if let Some(&cpu) = member.random.choice(&cpus)
                    && place.state.claim(cpu, place.cpus)
                {
                    let kept = keep(member, cpu);
                    place.state.release(cpu);
                    kept?;
                    rest = member.random.time(LEFT.0, LEFT.1);
                }
                sleep_unless_stopped(place, rest);
            }
            Ok(())
        })
    }
}

/// Keeps one CPU for a while.
fn keep(member: &mut Member, cpu: usize) -> Result<()> {
    let (place, time) = (member.place, member.random.time(KEPT.0, KEPT.1));
    let what = format_args!("CPU {cpu} for {} us", time.as_micros());
    place.attempt(&[Errno::INVAL], what, || {
        Cpus::one(cpu).restrict(None)?;
        set_class(None, CLASS)?;
        let start = Instant::now();
        while start.elapsed() < time && !place.stopped() && !place.state.is_lull() {
            load_parts::work::spin_a_little();
        }
        set_class(None, Class::Other)
    })?;
    Ok(())
}
