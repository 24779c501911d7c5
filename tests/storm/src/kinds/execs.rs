//! Processes with several threads of which one becomes another program: the leader
//! or another one, which then takes the leader's ids over while the rest is killed
//! in whatever state it is.

use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use load_parts::kernel::fork;
use load_parts::random::Random;

use super::Kind;
use super::forks::{PROGRAM, STATUS_BROKEN, reap};
use crate::place::{Pauses, Place};

/// See the module.
pub struct Execs;

/// Threads that are killed, at most.
const OTHERS: u64 = 4;

/// After this, a thread that should have been killed ends the process.
const HOPELESS: Duration = Duration::from_secs(60);

const PAUSES: Pauses = Pauses {
    shortest: Duration::from_millis(1),
    longest: Duration::from_millis(80),
};

impl Kind for Execs {
    fn name(&self) -> &'static str {
        "execs"
    }

    fn run(&self, place: &Place) -> Result<()> {
        let mut random = place.random(0);
        while !place.stopped() {
            let seed = random.next();
            let child = fork(|| become_another(place, &mut Random::new(seed)))?;
            place.note(format_args!("process {}", child.as_raw_nonzero()));
            reap(child)?;
            place.count();
            PAUSES.pause(place, &mut random);
        }
        Ok(())
    }
}

/// Starts threads and becomes another program; gives a status only if it cannot.
fn become_another(place: &Place, random: &mut Random) -> i32 {
    for other in 0..random.below(OTHERS) {
        let started = std::thread::Builder::new().spawn(move || be_killed(other));
        if started.is_err() {
            return STATUS_BROKEN;
        }
    }
    let pause = random.time(Duration::from_micros(1), Duration::from_millis(5));
    // It can be meddled with until it is another program, which cannot say so.
    let entered = place.enter();
    std::thread::sleep(pause);
    drop(entered);
    if random.one_in(4) {
        return exec();
    }
    // The leader sleeps, computes or has ended when it is replaced.
    let another = std::thread::Builder::new().spawn(exec);
    if another.is_err() {
        return STATUS_BROKEN;
    }
    be_killed(random.below(3));
    STATUS_BROKEN
}

fn exec() -> i32 {
    let error = Command::new(PROGRAM).exec();
    eprintln!("{PROGRAM}: {error}");
    std::process::exit(STATUS_BROKEN)
}

/// What a thread does until it is killed.
fn be_killed(habit: u64) {
    let start = std::time::Instant::now();
    while start.elapsed() < HOPELESS {
        match habit {
            0 => std::thread::sleep(HOPELESS),
            1 => load_parts::work::spin_a_little(),
            _ => rustix::thread::sched_yield(),
        }
    }
}
