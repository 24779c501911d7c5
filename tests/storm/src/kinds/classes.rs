//! Moves others' threads among the scheduling policies: within the class that a
//! scheduler takes over, and to `SCHED_FIFO` and back.

use std::time::Duration;

use anyhow::{Result, bail};
use load_parts::kernel::{Class, request_class, set_class};
use load_parts::random::Random;
use rustix::io::Errno;

use super::Kind;
use crate::place::{Pauses, Place};
use crate::state::Subject;

/// See the module.
pub struct Classes;

/// The highest priority of a thread that is away: lower than that of who fetches
/// it back.
const HIGHEST: i32 = 40;

/// How many threads are away together, at most.
const MOST: u64 = 4;

const PAUSES: Pauses = Pauses {
    shortest: Duration::from_micros(50),
    longest: Duration::from_millis(20),
};

/// How long threads are away: a crowd of them may have all CPUs meanwhile.
const AWAY: (Duration, Duration) = (Duration::from_micros(10), Duration::from_millis(15));

/// How many times longer than that they are left where they belong.
const BACK: u32 = 5;

impl Kind for Classes {
    fn name(&self) -> &'static str {
        "classes"
    }

    fn run(&self, place: &Place) -> Result<()> {
        if set_class(None, Class::Ext).is_err() {
            bail!("this kernel has no SCHED_EXT");
        }
        place.meddle(PAUSES, |subject, random| {
            place.rest_in_lull();
            if random.one_in(2) {
                return stay(place, subject, random);
            }
            let others = (0..random.below(MOST)).filter_map(|_| place.state.some_subject(random));
            let threads: Vec<Subject> = others.chain([subject]).collect();
            away_and_back(place, &threads, random)
        })
    }
}

/// Another policy of the same class.
fn stay(place: &Place, subject: Subject, random: &mut Random) -> Result<()> {
    change(place, subject, at_home(random))
}

fn at_home(random: &mut Random) -> Class {
    let classes = [Class::Other, Class::Batch, Class::Idle, Class::Ext];
    random.choice(&classes).copied().unwrap_or(Class::Other)
}

fn away_and_back(place: &Place, threads: &[Subject], random: &mut Random) -> Result<()> {
    for &thread in threads {
        change(place, thread, Class::Fifo(random.within(1..HIGHEST)))?;
    }
    let away = random.time(AWAY.0, AWAY.1);
    std::thread::sleep(away);
    for &thread in threads {
        change(place, thread, at_home(random))?;
    }
    std::thread::sleep(away * BACK);
    Ok(())
}

fn change(place: &Place, subject: Subject, class: Class) -> Result<()> {
    let thread = subject.thread;
    let what = format_args!("{} to {class:?}", thread.as_raw_nonzero());
    place.attempt(&[Errno::SRCH], what, || request_class(Some(thread), class))?;
    Ok(())
}
