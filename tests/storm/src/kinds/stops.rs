//! Stops others' processes for a moment, with all their threads, and lets them go on.

use std::time::Duration;

use anyhow::Result;
use rustix::io::Errno;
use rustix::process::{Signal, kill_process};

use super::Kind;
use crate::place::{Pauses, Place};

/// See the module.
pub struct Stops;

/// For how long.
const STOPPED: (Duration, Duration) = (Duration::from_micros(10), Duration::from_millis(60));

const PAUSES: Pauses = Pauses {
    shortest: Duration::from_millis(1),
    longest: Duration::from_millis(100),
};

impl Kind for Stops {
    fn name(&self) -> &'static str {
        "stops"
    }

    fn run(&self, place: &Place) -> Result<()> {
        place.meddle(PAUSES, |subject, random| {
            let process = subject.process;
            let what = format_args!("process {}", process.as_raw_nonzero());
            place.attempt(&[Errno::SRCH], what, || {
                kill_process(process, Signal::STOP)?;
                std::thread::sleep(random.time(STOPPED.0, STOPPED.1));
                Ok(kill_process(process, Signal::CONT)?)
            })?;
            Ok(())
        })
    }
}
