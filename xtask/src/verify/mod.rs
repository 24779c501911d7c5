//! `cargo xtask verify`: what schedulers cost the kernel's verifier, held against
//! a budget that is checked in.
//!
//! Schedulers are built with every clang and loaded, not attached, on every
//! kernel. What is built is in `objects`, what a test machine says of it in
//! `guest`, the table and what may not happen to it in `budget`.

mod budget;
mod guest;
mod objects;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::kernel::{Kernel, SERIES_WITH_SCHED_EXT};
use crate::packages;
use crate::progress::step;
use crate::workspace::Workspace;

use budget::{Budget, Entry};
use objects::BpfObject;

/// The checked-in table.
const TABLE: &str = "tests/verify/budget.txt";

/// Loads every scheduler on every kernel, and compares the verifier's work with
/// the table in tests/verify/budget.txt.
///
/// Schedulers are the examples and the hierarchies of tests/verify, built with
/// each clang. It fails if the kernel refuses one, if a program takes the
/// verifier more than 100,000 instructions, if a figure grew by more than 10 %,
/// or if a program is not in the table. With --object it looks at a scheduler
/// of your own: there is no table for it, only the limit.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only on this kernel: a series ("6.18"), a version, or an image. May be
    /// repeated.
    #[arg(long, value_name = "SERIES|PATH")]
    kernel: Vec<String>,
    /// Only built with this clang ("16"). May be repeated.
    #[arg(long, value_name = "VERSION", conflicts_with = "object")]
    clang: Vec<u32>,
    /// Only this BPF object, as it is. May be repeated.
    #[arg(long, value_name = "FILE")]
    object: Vec<PathBuf>,
    /// Takes today's figures for the table, for what was looked at.
    #[arg(long, conflicts_with = "object")]
    bless: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    packages::ensure(&[packages::FOR_BUILD, packages::FOR_VM].concat())?;
    let workspace = Workspace::load()?;
    let of_others = !arguments.object.is_empty();
    let objects = if of_others {
        objects::by_hand(&arguments.object)?
    } else {
        objects::build(&workspace, &arguments.clang)?
    };
    let loader = objects::loader(&workspace)?;
    let series = match arguments.kernel.as_slice() {
        [] => SERIES_WITH_SCHED_EXT.map(str::to_owned).to_vec(),
        chosen => chosen.to_vec(),
    };
    let path = workspace.path(TABLE);
    let mut table = Budget::read(&path)?;
    let mut measured = Measured::default();
    for series in &series {
        let (entries, release) = measured.on(series, &loader, &objects)?;
        if arguments.bless {
            table.take(entries, vec![(series.clone(), release)]);
            // After each: what was measured is kept if the next one is interrupted.
            table.write(&path)?;
        }
    }
    println!("\n{}", budget::summary(&measured.entries));
    let mut problems = measured.problems;
    problems.extend(budget::over_the_limit(&measured.entries));
    if arguments.bless {
        step(&format!("review what changed: git diff {TABLE}"));
    } else if !of_others {
        problems.extend(table.judge(&measured.entries));
    }
    Ok(verdict(&problems))
}

/// What all test machines said.
#[derive(Default)]
struct Measured {
    entries: Vec<Entry>,
    /// Objects that a kernel refused, in words.
    problems: Vec<String>,
}

impl Measured {
    /// Loads all objects on one kernel; gives what came of that alone, too, and
    /// the kernel's release.
    fn on(
        &mut self,
        series: &str,
        loader: &Path,
        objects: &[BpfObject],
    ) -> Result<(Vec<Entry>, String)> {
        let kernel = Kernel::resolve(series, false)?;
        let release = kernel.release.clone();
        let reports = guest::load(kernel, loader, objects)?;
        let mut entries = Vec::new();
        for object in objects {
            let Some(report) = reports
                .iter()
                .find(|report| report.file == object.guest_name)
            else {
                bail!("Linux {release}: nothing was said of {}", object.guest_name);
            };
            if let Some(error) = &report.error {
                self.problems.push(format!(
                    "{}, {}: Linux {release} does not take it: {error}",
                    object.scheduler,
                    object.built_with()
                ));
            }
            entries.extend(report.programs.iter().map(|program| Entry {
                scheduler: object.scheduler.clone(),
                program: program.name.clone(),
                clang: object.clang,
                kernel: series.to_owned(),
                figures: program.figures,
            }));
        }
        self.entries.extend_from_slice(&entries);
        Ok((entries, release))
    }
}

fn verdict(problems: &[String]) -> ExitCode {
    if problems.is_empty() {
        println!("PASSED: every program is within its budget.");
        return ExitCode::SUCCESS;
    }
    println!("FAILED:");
    for problem in problems {
        println!("  - {problem}");
    }
    ExitCode::FAILURE
}
