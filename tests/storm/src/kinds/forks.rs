//! Short processes: they end at once, compute, sleep, yield, become another
//! program, or leave a child behind that nobody waits for.

use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use load_parts::kernel::fork;
use load_parts::random::Random;
use rustix::process::{Pid, WaitOptions};

use super::Kind;
use crate::place::{Pauses, Place};

/// See the module.
pub struct Forks;

/// How many processes there are at the same time, at most.
const PARALLEL: usize = 8;

/// The program that some become.
pub const PROGRAM: &str = "/bin/true";

/// Status of a process that could not do what it was meant to.
pub const STATUS_BROKEN: i32 = 77;

const PAUSES: Pauses = Pauses {
    shortest: Duration::from_micros(100),
    longest: Duration::from_millis(30),
};

impl Kind for Forks {
    fn name(&self) -> &'static str {
        "forks"
    }

    fn run(&self, place: &Place) -> Result<()> {
        let mut random = place.random(0);
        let mut children: Vec<Pid> = Vec::new();
        while !place.stopped() {
            let most = if place.gentle { PARALLEL / 2 } else { PARALLEL };
            for _ in 0..=random.below(most as u64) {
                let seed = random.next();
                children.push(fork(|| child(place, &mut Random::new(seed)))?);
            }
            for child in children.drain(..) {
                reap(child)?;
                place.count();
            }
            PAUSES.pause(place, &mut random);
        }
        Ok(())
    }
}

/// What a child does; gives its status.
fn child(place: &Place, random: &mut Random) -> i32 {
    let entered = place.enter();
    match random.below(6) {
        0 => {}
        1 => load_parts::work::spin_a_little(),
        2 => (0..random.below(20)).for_each(|_| rustix::thread::sched_yield()),
        3 => std::thread::sleep(random.time(Duration::from_micros(1), Duration::from_millis(20))),
        4 => {
            // Its tie to its parent ends it at once, or it has ended already.
            if fork(|| 0).is_err() {
                return STATUS_BROKEN;
            }
        }
        _ => {
            // What it becomes cannot say that it has ended.
            drop(entered);
            eprintln!("{PROGRAM}: {}", Command::new(PROGRAM).exec());
            return STATUS_BROKEN;
        }
    }
    drop(entered);
    0
}

/// Waits for a child that has to give status 0.
///
/// # Errors
///
/// When it did not.
pub fn reap(child: Pid) -> Result<()> {
    let number = child.as_raw_nonzero();
    let status = rustix::process::waitpid(Some(child), WaitOptions::empty())
        .with_context(|| format!("process {number} is gone"))?;
    let Some((_, status)) = status else {
        bail!("there is nothing to wait for, but process {number} has not ended");
    };
    match (status.exit_status(), status.terminating_signal()) {
        (Some(0), _) => Ok(()),
        (Some(status), _) => bail!("process {number} gave {status} instead of 0"),
        (None, signal) => bail!("process {number} was killed by signal {signal:?}"),
    }
}
