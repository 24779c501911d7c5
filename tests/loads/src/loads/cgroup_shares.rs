//! Cgroups of different weights in which threads compute, and what each gets.

use std::process::{Child, Command};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result};

use load_parts::cgroup::Group;
use load_parts::cpus::Cpus;

use crate::loads::Seconds;
use crate::loads::shares::judge_parts;

/// Processes that compute in cgroups: one with a thread for each CPU, one with three, and two
/// within a third cgroup. Fails if the part of one differs from its part of the
/// weights by more than --tolerance-percent; measures once more when weights have changed while
/// all compute.
#[derive(clap::Args)]
pub struct Arguments {
    /// How far a part may be off, in percent of itself.
    #[arg(long, value_name = "PERCENT", default_value_t = 5)]
    tolerance_percent: u32,
    #[command(flatten)]
    seconds: Seconds,
}

/// How long all compute before it counts.
const SETTLING: Duration = Duration::from_millis(500);

/// What is measured: a group's name, its threads for each CPU, its part of the weights at first,
/// and when the first group has [`LATER`] instead of [`FIRST`].
const PARTS: [(&str, usize, f64, f64); 4] = [
    ("few", 1, 100.0 / 600.0, 500.0 / 1000.0),
    ("many", 3, 300.0 / 600.0, 300.0 / 1000.0),
    (
        "within-heavy",
        1,
        200.0 / 600.0 * 0.75,
        200.0 / 1000.0 * 0.75,
    ),
    (
        "within-light",
        2,
        200.0 / 600.0 * 0.25,
        200.0 / 1000.0 * 0.25,
    ),
];
const FIRST: u32 = 100;
const LATER: u32 = 500;

/// A process that computes until this is dropped.
struct Computing(Child);

impl Computing {
    fn start(threads: usize, group: &Group) -> Result<Self> {
        let own = std::env::current_exe().context("cannot tell the own program")?;
        let child = Command::new(own)
            .args(["spin", "--millis", "1000000000", "--threads"])
            .arg(threads.to_string())
            .spawn();
        let child = Self(child.context("cannot start a process")?);
        group.add(child.0.id())?;
        Ok(child)
    }
}

impl Drop for Computing {
    fn drop(&mut self) {
        // It may have ended by itself, which the measurement shows.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs the load.
pub fn run(arguments: &Arguments) -> Result<String> {
    let cpus = Cpus::usable()?.count();
    let root = Group::root()?;
    let few = root.child("flux-few", FIRST)?;
    let many = root.child("flux-many", 300)?;
    let within = root.child("flux-within", 200)?;
    within.control()?;
    let heavy = within.child("heavy", 300)?;
    let light = within.child("light", 100)?;
    let groups = [&few, &many, &heavy, &light];
    load_parts::kernel::threads_will_start();
    let mut computing = Vec::new();
    for ((_, threads, ..), group) in PARTS.iter().zip(groups) {
        computing.push(Computing::start(threads * cpus, group)?);
    }
    let first = PARTS.map(|(.., part, _)| part);
    let words = measure(arguments, groups, &first).context("at first")?;
    few.set_weight(LATER)?;
    let later = PARTS.map(|(.., part)| part);
    let words_later = measure(arguments, groups, &later).context("after the weights changed")?;
    // The processes first: their cgroups are to be removed.
    drop(computing);
    Ok(format!("{words}; later {words_later}"))
}

fn measure(arguments: &Arguments, groups: [&Group; 4], parts: &[f64]) -> Result<String> {
    let times =
        || -> Result<Vec<Duration>> { groups.iter().map(|group| group.cpu_time()).collect() };
    sleep(SETTLING);
    let before = times()?;
    sleep(arguments.seconds.time());
    let after = times()?;
    let used: Vec<Duration> = after
        .iter()
        .zip(before)
        .map(|(now, then)| *now - then)
        .collect();
    let names = PARTS.map(|(name, ..)| name.to_owned());
    judge_parts(&names, parts, &used, arguments.tolerance_percent)
}

#[cfg(test)]
mod tests {
    use super::PARTS;

    #[test]
    fn parts_are_of_a_whole() {
        let first: f64 = PARTS.iter().map(|(.., part, _)| part).sum();
        let later: f64 = PARTS.iter().map(|(.., part)| part).sum();
        assert!((first - 1.0).abs() < 1e-9 && (later - 1.0).abs() < 1e-9);
    }
}
