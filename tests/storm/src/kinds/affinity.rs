//! Changes the CPUs that others' threads may use, whatever they are doing.

use std::time::Duration;

use anyhow::Result;
use rustix::io::Errno;

use super::Kind;
use crate::place::{Pauses, Place};

/// See the module.
pub struct Affinity;

const PAUSES: Pauses = Pauses {
    shortest: Duration::from_micros(20),
    longest: Duration::from_millis(10),
};

/// The thread has ended, or none of those CPUs is online and in its cpuset.
pub const REFUSALS: &[Errno] = &[Errno::SRCH, Errno::INVAL];

impl Kind for Affinity {
    fn name(&self) -> &'static str {
        "affinity"
    }

    fn run(&self, place: &Place) -> Result<()> {
        place.meddle(PAUSES, |subject, random| {
            let cpus = place.cpus_for(subject, random);
            let thread = subject.thread;
            let what = format_args!("{} to {:#x}", thread.as_raw_nonzero(), cpus.0);
            place.attempt(REFUSALS, what, || cpus.restrict(Some(thread)))?;
            Ok(())
        })
    }
}
