//! Everything that can happen to threads and CPUs, mixed from a seed:
//! `flux-storm --seed X --seconds S`.
//!
//! It knows nothing of sched_ext but when one is being attached: a storm passes under
//! every scheduler that strands no thread, the kernel's own included. Whether that
//! scheduler is still attached, and what it says of itself, is the caller's question; so
//! is attaching and detaching it meanwhile.
//!
//! The same seed makes the same choices in every thread. What comes of them still
//! depends on how the threads interleave, so a seed finds a failure again often,
//! not always.
//!
//! The last line of standard output is `FLUX-STORM {…}`. Exit status: 0, nothing
//! failed; 1, something did; 2, the storm could not be run.

mod answer;
mod cgroups;
mod events;
mod kinds;
mod machine;
mod place;
mod processes;
mod progress;
mod report;
mod state;
mod storm;
mod suspects;
mod sys;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::Parser;
use clap::builder::RangedU64ValueParser;

use crate::storm::Plan;

/// Mixes everything that can happen to threads and CPUs, from a seed, and checks
/// that every thread gets on.
#[derive(Parser)]
#[command(name = "flux-storm", version)]
struct Arguments {
    /// Where all random choices start.
    #[arg(long, value_name = "X")]
    seed: u64,
    /// How long it goes on.
    #[arg(long, value_name = "SECS", default_value_t = 30, value_parser = RangedU64ValueParser::<u64>::new().range(1..=86_400))]
    seconds: u64,
    /// Leaves out what takes CPUs away, with fewer threads and longer pauses.
    #[arg(long)]
    gentle: bool,
    /// Mixes these kinds only.
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    only: Vec<String>,
    /// Leaves these kinds out.
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    without: Vec<String>,
    /// The longest time that a runnable thread may be without a CPU.
    #[arg(long, value_name = "MS", default_value_t = 10_000, value_parser = RangedU64ValueParser::<u64>::new().range(1..))]
    progress_limit_ms: u64,
    /// The longest time by which a task that wakes up every 10 ms may be late;
    /// without it, that is measured only.
    #[arg(long, value_name = "MS", value_parser = RangedU64ValueParser::<u64>::new().range(1..))]
    answer_limit_ms: Option<u64>,
    /// A shell command that is run as soon as something has failed.
    #[arg(long, value_name = "COMMAND")]
    on_failure: Option<String>,
    /// Runs on a machine that was not made for it.
    #[arg(long)]
    i_know: bool,
}

impl Arguments {
    fn plan(&self) -> Result<Plan> {
        Ok(Plan {
            seed: self.seed,
            time: Duration::from_secs(self.seconds),
            kinds: chosen_kinds(&self.only, &self.without, self.gentle)?,
            gentle: self.gentle,
            progress_limit: Duration::from_millis(self.progress_limit_ms),
            answer_limit: self.answer_limit_ms.map(Duration::from_millis),
            on_failure: self.on_failure.clone(),
        })
    }
}

/// The numbers of the kinds to mix.
fn chosen_kinds(only: &[String], without: &[String], gentle: bool) -> Result<Vec<usize>> {
    let numbers = |names: &[String]| -> Result<Vec<usize>> {
        let number = |name: &String| {
            kinds::number_of(name).with_context(|| {
                let names = kinds::names();
                format!("there is no kind `{name}`; there are {names}")
            })
        };
        names.iter().map(number).collect()
    };
    let (only, without) = (numbers(only)?, numbers(without)?);
    let is_chosen = |number: &usize| {
        let kind_fits = !gentle || kinds::KINDS.get(*number).is_some_and(|k| k.is_gentle());
        let named = only.is_empty() && kind_fits || only.contains(number);
        named && !without.contains(number)
    };
    let chosen: Vec<usize> = (0..kinds::KINDS.len()).filter(is_chosen).collect();
    if chosen.is_empty() {
        bail!("--only and --without leave no kind");
    }
    Ok(chosen)
}

/// Status when the storm could not be run.
const COULD_NOT_RUN: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let ran = machine::require_fit(arguments.i_know)
        .and_then(|()| arguments.plan())
        .and_then(|plan| storm::run(&plan));
    let report = match ran {
        Ok(report) => report,
        Err(error) => {
            eprintln!("flux-storm: {error:#}");
            return ExitCode::from(COULD_NOT_RUN);
        }
    };
    for failure in report.failures() {
        println!("flux-storm: FAILED: {failure}");
    }
    println!("FLUX-STORM {}", report.to_json());
    ExitCode::from(u8::from(!report.is_good()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }

    fn chosen(only: &[&str], without: &[&str], gentle: bool) -> Vec<&'static str> {
        let owned = |names: &[&str]| -> Vec<String> { names.iter().map(|&n| n.into()).collect() };
        let numbers = chosen_kinds(&owned(only), &owned(without), gentle).unwrap_or_default();
        numbers.iter().map(|&n| kinds::KINDS[n].name()).collect()
    }

    #[test]
    fn kinds_are_chosen() {
        assert_eq!(chosen(&[], &[], false).len(), kinds::KINDS.len());
        assert_eq!(chosen(&["nice", "forks"], &["nice"], false), ["forks"]);
        assert!(!chosen(&[], &["nice"], false).contains(&"nice"));
        assert!(chosen(&["nice"], &["nice"], false).is_empty());
        assert!(chosen(&["wind"], &[], false).is_empty());
    }
}
