//! Moves processes and single threads among cgroups, and changes the cgroups'
//! weights and CPUs: see [`crate::cgroups`] for the cgroups themselves.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use load_parts::random::Random;
use rustix::io::Errno;

use super::Kind;
use crate::cgroups::{self, DOMAINS, THREADED};
use crate::machine;
use crate::place::{Pauses, Place};
use crate::state::Subject;

/// Moves, and changes weights.
pub struct Cgroups;

/// Changes the CPUs of cgroups.
pub struct Cpusets;

const PAUSES: Pauses = Pauses {
    shortest: Duration::from_micros(500),
    longest: Duration::from_millis(40),
};

/// The thread has ended; it is in another domain; no CPU of that cgroup is online;
/// a fork or an exit is in the way.
const REFUSALS: &[Errno] = &[
    Errno::SRCH,
    Errno::OPNOTSUPP,
    Errno::NOSPC,
    Errno::BUSY,
    Errno::INVAL,
    Errno::NODEV,
];

/// The domain whose CPUs always include the one that stays ([`Place::anchor`]): for
/// threads that disable migration.
const ANCHORED: u64 = 0;

/// The range of cpu.weight.
const WEIGHTS: u64 = 10_000;

impl Kind for Cgroups {
    fn name(&self) -> &'static str {
        "cgroups"
    }

    fn run(&self, place: &Place) -> Result<()> {
        place.meddle(PAUSES, |subject, random| match random.below(4) {
            0 => change_weight(place, random),
            1 => move_process(place, subject, random),
            _ => move_thread(place, subject, random),
        })
    }
}

impl Kind for Cpusets {
    fn name(&self) -> &'static str {
        "cpusets"
    }

    fn run(&self, place: &Place) -> Result<()> {
        place.meddle(PAUSES, |_, random| {
            let domain = random.below(DOMAINS);
            let group = some_group_of(domain, random);
            let mut cpus = place.cpus.random_part(random);
            if domain == ANCHORED {
                cpus = cpus.with(place.anchor());
            }
            let list = machine::list(cpus);
            let what = format_args!("{} to {list}", group.display());
            place.attempt(REFUSALS, what, || {
                cgroups::write(&group, "cpuset.cpus", &list)
            })?;
            Ok(())
        })
    }
}

/// A domain, or a threaded cgroup in it.
fn some_group_of(domain: u64, random: &mut Random) -> PathBuf {
    if random.one_in(2) {
        return cgroups::domain(domain);
    }
    cgroups::threaded(domain, random.below(THREADED))
}

fn change_weight(place: &Place, random: &mut Random) -> Result<()> {
    let group = some_group_of(random.below(DOMAINS), random);
    let weight = 1 + random.below(WEIGHTS);
    let what = format_args!("{}: weight {weight}", group.display());
    place.attempt(REFUSALS, what, || {
        cgroups::write(&group, "cpu.weight", &weight.to_string())
    })?;
    Ok(())
}

fn move_process(place: &Place, subject: Subject, random: &mut Random) -> Result<()> {
    let group = match random.below(DOMAINS + 1) {
        DOMAINS => cgroups::root(),
        _ if subject.ties_itself => cgroups::domain(ANCHORED),
        domain => cgroups::domain(domain),
    };
    let process = subject.process.as_raw_nonzero();
    let what = format_args!("process {process} to {}", group.display());
    place.attempt(REFUSALS, what, || {
        cgroups::write(&group, "cgroup.procs", &process.to_string())
    })?;
    Ok(())
}

/// Within the domain that its process is in: the kernel refuses the others.
fn move_thread(place: &Place, subject: Subject, random: &mut Random) -> Result<()> {
    let thread = subject.thread.as_raw_nonzero();
    let nr = random.below(THREADED);
    for domain in 0..DOMAINS {
        let group = cgroups::threaded(domain, nr);
        let what = format_args!("thread {thread} to {}", group.display());
        let moved = place.attempt(REFUSALS, what, || {
            cgroups::write(&group, "cgroup.threads", &thread.to_string())
        })?;
        if moved {
            break;
        }
    }
    Ok(())
}
