//! The table for people, docs/kernels.md.

use std::fmt::Write as _;

use crate::kernel::SERIES_WITH_SCHED_EXT;

use super::CPUS;
use super::results::{Demo, Load, Outcome, Results, Row, Storm};

/// What stands before the tables; written by hand.
const HEAD: &str = include_str!("head.md");

/// The whole document.
pub fn document(results: &Results) -> String {
    let mut text = HEAD.to_owned();
    text.push_str("## Kernels that flux runs on\n\n");
    text.push_str("| Linux | CPUs | attach, detach | demo | storm | commit | again |\n");
    text.push_str("|---|---:|---|---|---|---|---|\n");
    for row in results.rows() {
        if let Outcome::Schedules { load, demo, storm } = &row.result {
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | `{}` |",
                row.release,
                row.cpus,
                cell(&load.problems, || of_load(load)),
                cell(&demo.problems, || of_demo(demo)),
                of_storm(storm.as_ref()),
                row.commit,
                again(row)
            );
        }
    }
    text.push_str(&not_run(results));
    text.push_str("\n## Kernels that it does not run on\n\n");
    text.push_str(
        "Here the agent has to say why, in a sentence that names the kernel and a remedy, and to \
         end with status 1.\nDebian's 7.1.13 and 7.2.12 have sched_ext, but their type information \
         lacks functions of it: no scheduler loads there.\n\n",
    );
    text.push_str("| Linux | result | what `hello` says | commit | again |\n");
    text.push_str("|---|---|---|---|---|\n");
    for row in results.rows() {
        if let Outcome::Refuses(refusal) = &row.result {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | `{}` |",
                row.release,
                cell(&refusal.problems, || "ok".to_owned()),
                escaped(&refusal.said),
                row.commit,
                again(row)
            );
        }
    }
    text
}

/// The sentence about cells that nobody has run yet.
fn not_run(results: &Results) -> String {
    let missing = missing(results);
    if missing.is_empty() {
        return String::new();
    }
    format!(
        "\nNot run yet (kernel with CPUs): {}.\n",
        missing.join(", ")
    )
}

/// Which cells nobody has run yet, or not with their storm: "6.18 with 4".
pub fn missing(results: &Results) -> Vec<String> {
    let is_there = |series: &str, cpus: u32| {
        let mut rows = results.rows().iter();
        rows.any(|row| row.kernel == series && row.cpus == cpus && row.is_complete())
    };
    SERIES_WITH_SCHED_EXT
        .into_iter()
        .flat_map(|series| CPUS.map(|cpus| (series, cpus)))
        .filter(|(series, cpus)| !is_there(series, *cpus))
        .map(|(series, cpus)| format!("{series} with {cpus}"))
        .collect()
}

fn cell(problems: &[String], good: impl FnOnce() -> String) -> String {
    if problems.is_empty() {
        return good();
    }
    format!("**FAILED**: {}", escaped(&problems.join("; ")))
}

fn of_load(load: &Load) -> String {
    let longest = load.attach_ms.iter().max().copied().unwrap_or(0);
    format!(
        "{} times, {}.{} s",
        load.attach_ms.len(),
        longest / 1000,
        longest % 1000 / 100
    )
}

fn of_demo(demo: &Demo) -> String {
    format!(
        "{} loads in {} s, {} picks, {} rescues",
        demo.loads, demo.seconds, demo.picks, demo.rescues
    )
}

fn of_storm(storm: Option<&Storm>) -> String {
    let Some(storm) = storm else {
        return "not run".to_owned();
    };
    let figures = || {
        let looks = storm.looks.map_or_else(
            || "maps not checked".to_owned(),
            |looks| format!("{} violations in {looks} looks", storm.violations),
        );
        format!(
            "{} s, {} operations, {} restarts, worst answer {} ms, longest standstill {} ms, {looks}",
            storm.seconds,
            storm.operations,
            storm.restarts,
            storm.worst_answer_ms,
            storm.worst_progress_ms,
        )
    };
    format!("{} (seed {})", cell(&storm.problems, figures), storm.seed)
}

/// The command that runs this cell.
fn again(row: &Row) -> String {
    let command = format!("cargo xtask matrix --kernel {}", row.kernel);
    match row.result {
        Outcome::Schedules { ref storm, .. } => {
            let seconds = storm.as_ref().map_or(0, |storm| storm.seconds);
            format!("{command} --cpus {} --storm-seconds {seconds}", row.cpus)
        }
        Outcome::Refuses(_) => command,
    }
}

/// Text of others in a cell of a table.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use super::super::results::tests::{bad, good, refused};
    use super::*;

    #[test]
    fn each_cell_is_a_row() {
        let mut results = Results::default();
        for row in [good("6.18", 4), bad("7.0", 1), refused("6.12")] {
            results.take(row);
        }
        let text = document(&results);
        for line in [
            "| 6.18.9+x | 4 | 3 times, 1.2 s | 5 loads in 40 s, 12345 picks, 0 rescues \
             | 20 s, 999 operations, 0 restarts, worst answer 0 ms, longest standstill 0 ms, \
             0 violations in 30 looks (seed 7) | 12345678 \
             | `cargo xtask matrix --kernel 6.18 --cpus 4 --storm-seconds 20` |",
            "| 7.0.9+x | 1 | 3 times, 1.2 s | **FAILED**: the accounts do not balance \
             | 20 s, 999 operations, 0 restarts, worst answer 0 ms, longest standstill 0 ms, \
             0 violations in 30 looks (seed 7) | 12345678 \
             | `cargo xtask matrix --kernel 7.0 --cpus 1 --storm-seconds 20` |",
            "| 6.12.9+x | ok | Error: this kernel is \\| not it | 12345678 \
             | `cargo xtask matrix --kernel 6.12` |",
        ] {
            assert!(text.lines().any(|other| other == line), "{line}\n{text}");
        }
        assert!(
            text.contains("6.18 with 2, 6.18 with 8, 7.0 with 2"),
            "{text}"
        );
    }

    #[test]
    fn a_cell_without_its_storm_is_not_done() {
        let mut results = Results::default();
        let mut row = good("6.18", 4);
        if let Outcome::Schedules { storm, .. } = &mut row.result {
            *storm = None;
        }
        results.take(row);
        assert!(missing(&results).contains(&"6.18 with 4".to_owned()));
        results.take(good("6.18", 4));
        assert!(!missing(&results).contains(&"6.18 with 4".to_owned()));
    }

    #[test]
    fn the_documents_table_is_that_of_the_results() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let results = Results::read(&root.join(super::super::RESULTS)).expect("readable");
        let table = std::fs::read_to_string(root.join(super::super::TABLE)).expect("readable");
        assert!(
            table == document(&results),
            "docs/kernels.md is not what `cargo xtask matrix --table-only` writes"
        );
    }
}
