//! Changes the nice value of others' threads.

use std::time::Duration;

use anyhow::Result;
use rustix::io::Errno;
use rustix::process::setpriority_process;

use super::Kind;
use crate::place::{Pauses, Place};

/// See the module.
pub struct Nice;

const PAUSES: Pauses = Pauses {
    shortest: Duration::from_micros(20),
    longest: Duration::from_millis(10),
};

impl Kind for Nice {
    fn name(&self) -> &'static str {
        "nice"
    }

    fn run(&self, place: &Place) -> Result<()> {
        place.meddle(PAUSES, |subject, random| {
            let nice = random.within(-20..20);
            let thread = subject.thread;
            let what = format_args!("{} to {nice}", thread.as_raw_nonzero());
            place.attempt(&[Errno::SRCH], what, || {
                Ok(setpriority_process(Some(thread), nice)?)
            })?;
            Ok(())
        })
    }
}
