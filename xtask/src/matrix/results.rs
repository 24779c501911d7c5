//! What came of each cell, as lines of JSON: the newest of each, sorted, so that
//! a run of some cells changes their lines and no others.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use crate::kernel::series_order;

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The kernel's series.
    pub kernel: String,
    /// What `uname -r` said.
    pub release: String,
    /// CPUs of the machine.
    pub cpus: u32,
    /// The commit that was tried.
    pub commit: String,
    /// What came of it.
    #[serde(flatten)]
    pub result: Outcome,
}

/// What can come of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The scheduler was to run.
    Schedules {
        /// Attaching and detaching.
        load: Load,
        /// The demo's loads.
        demo: Demo,
        /// The storm; none if it was left out.
        storm: Option<Storm>,
    },
    /// The scheduler was to say why it cannot run.
    Refuses(Refusal),
}

/// How attaching and detaching went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// How long attaching took each time, from the start of the agent on, in
    /// milliseconds of the machine.
    pub attach_ms: Vec<u64>,
    /// What went wrong.
    pub problems: Vec<String>,
}

/// How the demo's loads went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demo {
    /// Loads that finished.
    pub loads: usize,
    /// How long they took together.
    pub seconds: u64,
    /// Threads that policies chose to run.
    pub picks: u64,
    /// Threads that others had to run for them.
    pub rescues: u64,
    /// What went wrong.
    pub problems: Vec<String>,
}

/// How the storm went: a part of what `cargo xtask storm --log` writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Storm {
    /// Where its random choices started.
    pub seed: u64,
    /// Operations of all kinds.
    pub operations: u64,
    /// How often the agent was ended and started again meanwhile.
    pub restarts: u64,
    /// The longest time by which a task that wakes up every 10 ms was late.
    pub worst_answer_ms: u64,
    /// The longest time that a runnable thread was without a CPU.
    pub worst_progress_ms: u64,
    /// Looks of the agent at its maps; none if it did not check them.
    pub looks: Option<u64>,
    /// What these looks found to be wrong.
    pub violations: u64,
    /// What went wrong.
    pub problems: Vec<String>,
    /// How long it was to go on, in seconds; not of the log.
    #[serde(default, rename = "planned_seconds")]
    pub seconds: u32,
}

/// How the scheduler was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// All that it said.
    pub said: String,
    /// What was wrong with that.
    pub problems: Vec<String>,
}

impl Row {
    /// "Linux 6.18.15+x, 4 CPUs".
    pub fn name(&self) -> String {
        let plural = if self.cpus == 1 { "" } else { "s" };
        format!("Linux {}, {} CPU{plural}", self.release, self.cpus)
    }

    /// All that went wrong, each with the stage.
    pub fn problems(&self) -> Vec<String> {
        let of_stage = |stage: &str, problems: &[String]| {
            let named = problems.iter().map(|problem| format!("{stage}: {problem}"));
            named.collect::<Vec<String>>()
        };
        match &self.result {
            Outcome::Schedules { load, demo, storm } => {
                let of_storm = storm
                    .iter()
                    .flat_map(|storm| of_stage("storm", &storm.problems));
                [
                    of_stage("load", &load.problems),
                    of_stage("demo", &demo.problems),
                    of_storm.collect(),
                ]
                .concat()
            }
            Outcome::Refuses(refusal) => of_stage("refusal", &refusal.problems),
        }
    }

    /// Whether all stages were run.
    pub fn is_complete(&self) -> bool {
        !matches!(&self.result, Outcome::Schedules { storm: None, .. })
    }

    /// The cell and what went wrong, if something did.
    pub fn failure(&self) -> Option<String> {
        (!self.problems().is_empty()).then(|| format!("{}: {}", self.name(), self.verdict()))
    }

    /// "ok", or what went wrong.
    pub fn verdict(&self) -> String {
        match self.problems().as_slice() {
            [] => "ok".to_owned(),
            problems => problems.join("; "),
        }
    }
}

/// The newest result of each cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results(Vec<Row>);

impl Results {
    /// Reads the file; none if it is not there.
    ///
    /// # Errors
    /// If a line is no result, with its number.
    pub fn read(path: &Path) -> Result<Self> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        let mut results = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            results.take(serde_json::from_str(line).with_context(|| {
                format!(
                    "{}:{number}: no result of the matrix; run that cell again",
                    path.display()
                )
            })?);
        }
        Ok(results)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// If that is not possible.
    pub fn write(&self, path: &Path) -> Result<()> {
        let mut text = String::new();
        for row in &self.0 {
            text.push_str(&serde_json::to_string(row)?);
            text.push('\n');
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Takes a result in the place of the cell's last one.
    pub fn take(&mut self, row: Row) {
        self.0
            .retain(|other| (&other.kernel, other.cpus) != (&row.kernel, row.cpus));
        self.0.push(row);
        self.0
            .sort_by_key(|row| (series_order(&row.kernel), row.cpus));
    }

    /// The rows, by kernel and CPUs.
    pub fn rows(&self) -> &[Row] {
        &self.0
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A cell in which all is well.
    pub fn good(kernel: &str, cpus: u32) -> Row {
        Row {
            kernel: kernel.to_owned(),
            release: format!("{kernel}.9+x"),
            cpus,
            commit: "12345678".to_owned(),
            result: Outcome::Schedules {
                load: Load {
                    attach_ms: vec![900, 1200, 800],
                    problems: Vec::new(),
                },
                demo: Demo {
                    loads: 5,
                    seconds: 40,
                    picks: 12_345,
                    ..Demo::default()
                },
                storm: Some(Storm {
                    seed: 7,
                    operations: 999,
                    looks: Some(30),
                    seconds: 20,
                    ..Storm::default()
                }),
            },
        }
    }

    /// A cell that failed.
    pub fn bad(kernel: &str, cpus: u32) -> Row {
        let mut row = good(kernel, cpus);
        if let Outcome::Schedules { demo, .. } = &mut row.result {
            demo.problems.push("the accounts do not balance".to_owned());
        }
        row
    }

    /// A kernel that hello refused.
    pub fn refused(kernel: &str) -> Row {
        Row {
            result: Outcome::Refuses(Refusal {
                said: "Error: this kernel is | not it".to_owned(),
                problems: Vec::new(),
            }),
            ..good(kernel, 2)
        }
    }

    #[test]
    fn a_result_replaces_that_of_its_cell() {
        let mut results = Results::default();
        for row in [
            good("7.0", 2),
            bad("6.18", 4),
            good("6.18", 1),
            refused("6.9"),
        ] {
            results.take(row);
        }
        let cells: Vec<_> = results
            .rows()
            .iter()
            .map(|row| (row.kernel.as_str(), row.cpus))
            .collect();
        assert_eq!(cells, [("6.9", 2), ("6.18", 1), ("6.18", 4), ("7.0", 2)]);
        let failures = |results: &Results| -> Vec<String> {
            results.rows().iter().filter_map(Row::failure).collect()
        };
        assert_eq!(
            failures(&results),
            ["Linux 6.18.9+x, 4 CPUs: demo: the accounts do not balance"]
        );
        results.take(good("6.18", 4));
        assert_eq!((results.rows().len(), failures(&results).len()), (4, 0));
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below/results.jsonl");
        let mut results = Results::default();
        assert_eq!(Results::read(&path).unwrap(), results);
        for row in [bad("7.0", 2), refused("6.12"), good("6.18", 1)] {
            results.take(row);
        }
        results.write(&path).unwrap();
        assert_eq!(Results::read(&path).unwrap(), results);
        fs::write(&path, "{}\n").unwrap();
        let error = Results::read(&path).unwrap_err().to_string();
        assert!(error.contains("results.jsonl:1: no result"), "{error}");
    }
}
