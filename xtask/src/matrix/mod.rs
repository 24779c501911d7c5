//! `cargo xtask matrix`: flux on every kernel it is for, with few CPUs and with
//! many, and what it says on kernels that it is not for.
//!
//! A cell of the matrix is a kernel with so many CPUs. What came of each is a line of a file that
//! is checked in (`results`), so that a part of the matrix can be run alone; the
//! table in docs is written from that file (`table`).

mod cell;
mod results;
mod stages;
mod table;

use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::kernel::{Kernel, SERIES_WITH_SCHED_EXT, SERIES_WITHOUT};
use crate::packages;
use crate::progress::step;
use crate::workspace::Workspace;

use cell::{Cell, Programs};
use results::{Results, Row};

/// What came of each cell, the last time it was run.
const RESULTS: &str = "tests/matrix/results.jsonl";

/// The table for people.
const TABLE: &str = "docs/kernels.md";

/// CPUs of the machines in which schedulers run.
const CPUS: [u32; 4] = [1, 2, 4, 8];

/// CPUs of the machine in which hello only has to say why it does not run.
const CPUS_FOR_REFUSAL: u32 = 2;

/// Tries hello on every supported kernel with 1, 2, 4 and 8 CPUs, and on some
/// unsupported ones; writes docs/kernels.md.
///
/// On a supported kernel: hello attaches and detaches, then the demo's loads run
/// under it, then a storm (see `cargo xtask storm`). On another one it has to say why it
/// does not run. Cells that are not run keep their last result. All of it takes two
/// hours. Machines count instructions (`cargo xtask vm --steady`), so that this one's
/// other work makes nothing late; the storm's are slower ones (`storm --slower 2`).
#[derive(clap::Args)]
pub struct Arguments {
    /// Only this series ("6.18"). May be repeated.
    #[arg(long, value_name = "SERIES", value_parser = series)]
    kernel: Vec<String>,
    /// Only with so many CPUs. May be repeated.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=255))]
    cpus: Vec<u32>,
    /// How long the storm goes on, on the machine's clock; 0: without it.
    #[arg(long, value_name = "S", default_value_t = 20, value_parser = clap::value_parser!(u32).range(0..=3600))]
    storm_seconds: u32,
    /// Runs nothing; writes docs/kernels.md from the results that are there.
    #[arg(long, conflicts_with_all = ["kernel", "cpus", "storm_seconds"])]
    table_only: bool,
}

fn series(text: &str) -> Result<String, String> {
    let mut known = SERIES_WITH_SCHED_EXT.iter().chain(&SERIES_WITHOUT);
    if known.any(|series| *series == text) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "the matrix has {}; to try another kernel: cargo xtask demo --kernel",
        [&SERIES_WITH_SCHED_EXT[..], &SERIES_WITHOUT[..]]
            .concat()
            .join(", ")
    ))
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let workspace = Workspace::load()?;
    let path = workspace.path(RESULTS);
    let mut results = Results::read(&path)?;
    let mut failures = Vec::new();
    if !arguments.table_only {
        packages::ensure(&[packages::FOR_BUILD, packages::FOR_VM].concat())?;
        let programs = Programs::build(&workspace)?;
        for (series, cpus) in cells(arguments) {
            let cell = Cell {
                workspace: &workspace,
                kernel: Kernel::resolve(series, false)?,
                cpus,
                programs: &programs,
            };
            let row = run_cell(&cell, series, arguments.storm_seconds)?;
            failures.extend(row.failure());
            // After each: what was found is kept if the next one is interrupted. And read
            // again before, so that two of these commands may share the work.
            results = Results::read(&path)?;
            results.take(row);
            results.write(&path)?;
        }
    }
    std::fs::write(workspace.path(TABLE), table::document(&results))
        .with_context(|| format!("cannot write {TABLE}"))?;
    if arguments.table_only {
        failures = results.rows().iter().filter_map(Row::failure).collect();
        let missing = table::missing(&results).into_iter();
        failures.extend(missing.map(|cell| format!("{cell} was not run, or not with its storm")));
    }
    for failure in &failures {
        println!("FAILED: {failure}");
    }
    println!("{TABLE} is written, with {} cells", results.rows().len());
    Ok(if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The cells to run. The kernels that are refused take seconds each: they come
/// first.
fn cells(arguments: &Arguments) -> Vec<(&'static str, u32)> {
    let is_wanted = |series: &&str| {
        let mut chosen = arguments.kernel.iter();
        arguments.kernel.is_empty() || chosen.any(|wanted| wanted == series)
    };
    let cpus = match arguments.cpus.as_slice() {
        [] => CPUS.to_vec(),
        chosen => chosen.to_vec(),
    };
    let refused = SERIES_WITHOUT.into_iter().filter(is_wanted);
    let supported = SERIES_WITH_SCHED_EXT.into_iter().filter(is_wanted);
    refused
        .map(|series| (series, CPUS_FOR_REFUSAL))
        .chain(supported.flat_map(|series| cpus.iter().map(move |cpus| (series, *cpus))))
        .collect()
}

/// Runs a cell, and gives its row.
fn run_cell(cell: &Cell, series: &str, storm_seconds: u32) -> Result<Row> {
    let result = if SERIES_WITHOUT.contains(&series) {
        cell.refusal()?
    } else {
        cell.schedules(storm_seconds)?
    };
    let row = Row {
        kernel: series.to_owned(),
        release: cell.kernel.release.clone(),
        cpus: cell.cpus,
        commit: cell.programs.commit.clone(),
        result,
    };
    step(&format!("{}: {}", row.name(), row.verdict()));
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(kernel: &[&str], cpus: &[u32]) -> Arguments {
        Arguments {
            kernel: kernel.iter().map(|series| (*series).to_owned()).collect(),
            cpus: cpus.to_vec(),
            storm_seconds: 0,
            table_only: false,
        }
    }

    #[test]
    fn every_kernel_and_every_number_of_cpus_is_a_cell() {
        let all = cells(&arguments(&[], &[]));
        assert_eq!(
            all.len(),
            SERIES_WITHOUT.len() + SERIES_WITH_SCHED_EXT.len() * CPUS.len()
        );
        assert_eq!(all.first(), Some(&("6.12", 2)));
        assert_eq!(
            cells(&arguments(&["7.0"], &[1, 3])),
            [("7.0", 1), ("7.0", 3)]
        );
    }

    #[test]
    fn a_kernel_that_is_not_in_the_matrix_is_refused() {
        assert!(series("6.18").is_ok() && series("6.12").is_ok());
        assert!(
            series("6.19")
                .unwrap_err()
                .contains("6.16, 6.17, 6.18, 7.0, 7.3, 6.12")
        );
    }
}
