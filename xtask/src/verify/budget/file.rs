//! The checked-in table as text: a block for each scheduler and compiler, in it
//! a line for each program and a column for each kernel, in a cell the four
//! figures. People read it in the diff of a change that made a scheduler dearer.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::accounts::align;
use crate::kernel::series_order;

use super::{Entry, Figures};

/// What the file starts with.
const HEAD: &str = "\
# What each scheduler costs the kernel's verifier. `cargo xtask verify` compares with this table;
# `cargo xtask verify --bless` writes it. A block is a scheduler built with one clang, a line one of
# its programs, a cell:
#
#   verified instructions / states / most states at a time / bytes of machine code
";

/// What a line with a kernel's exact release starts with.
const RELEASE: &str = "# Linux ";

/// A figure that was not measured.
const NONE: &str = "-";

/// Scheduler and clang.
type Block = (String, u32);

/// Program and series.
type Cell = (String, String);

/// The table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// Series and the release that it was when it was measured last.
    releases: BTreeMap<String, String>,
    blocks: BTreeMap<Block, BTreeMap<Cell, Figures>>,
}

impl Budget {
    /// Reads the table; an empty one if there is no file.
    ///
    /// # Errors
    /// If the file is no such table, with the line.
    pub fn read(path: &Path) -> Result<Self> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        Self::parse(&text).with_context(|| format!("{} is no table of ours", path.display()))
    }

    /// Writes the table.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, self.to_text()).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Takes new figures, in the place of all that the table has of the same
    /// scheduler, compiler and kernel.
    pub fn take(&mut self, entries: Vec<Entry>, releases: Vec<(String, String)>) {
        for entry in &entries {
            if let Some(block) = self.blocks.get_mut(&block_of(entry)) {
                block.retain(|(_, kernel), _| *kernel != entry.kernel);
            }
        }
        for entry in entries {
            let block = self.blocks.entry(block_of(&entry)).or_default();
            block.insert((entry.program, entry.kernel), entry.figures);
        }
        self.releases.extend(releases);
    }

    /// What the table has of this program.
    pub fn figures_of(&self, entry: &Entry) -> Option<Figures> {
        let cell = (entry.program.clone(), entry.kernel.clone());
        self.blocks.get(&block_of(entry))?.get(&cell).copied()
    }

    /// Whether the table has programs of the same scheduler, compiler and kernel.
    pub fn knows_group_of(&self, entry: &Entry) -> bool {
        let block = self.blocks.get(&block_of(entry));
        block.is_some_and(|block| block.keys().any(|(_, kernel)| *kernel == entry.kernel))
    }

    fn parse(text: &str) -> Result<Self> {
        let mut budget = Self::default();
        let mut block: Option<Block> = None;
        let mut kernels: Vec<&str> = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let wrong = |what: &str| format!("line {number}: {what}: {line}");
            if let Some(release) = line.strip_prefix(RELEASE) {
                if let Some((series, release)) = release.split_once(": ") {
                    budget
                        .releases
                        .insert(series.to_owned(), release.to_owned());
                }
            } else if let Some(head) = line.strip_prefix('[') {
                block = Some(parse_head(head).with_context(|| wrong("not [SCHEDULER, clang N]"))?);
                kernels.clear();
            } else if let Some(heads) = line.strip_prefix("program ") {
                kernels = heads.split_whitespace().collect();
            } else if !line.is_empty() && !line.starts_with('#') {
                let block = block.clone().with_context(|| wrong("no block before it"))?;
                let mut words = line.split_whitespace();
                let program = words.next().with_context(|| wrong("no program"))?;
                let cells: Vec<&str> = words.collect();
                if cells.len() != kernels.len() {
                    bail!("{}", wrong("not a cell for each kernel"));
                }
                for (kernel, cell) in kernels.iter().zip(cells).filter(|(_, cell)| *cell != NONE) {
                    let figures = parse_cell(cell).with_context(|| wrong("not four figures"))?;
                    let cell = (program.to_owned(), (*kernel).to_owned());
                    budget
                        .blocks
                        .entry(block.clone())
                        .or_default()
                        .insert(cell, figures);
                }
            }
        }
        Ok(budget)
    }

    fn to_text(&self) -> String {
        let mut text = HEAD.to_owned();
        text.push_str("#\n");
        for series in in_order(self.releases.keys()) {
            if let Some(release) = self.releases.get(series) {
                // Writing to a String cannot fail.
                let _ = writeln!(text, "{RELEASE}{series}: {release}");
            }
        }
        for ((scheduler, clang), cells) in &self.blocks {
            let _ = write!(text, "\n[{scheduler}, clang {clang}]\n{}", table(cells));
        }
        text
    }
}

/// The table is of compilers that we know.
fn block_of(entry: &Entry) -> Block {
    (entry.scheduler.clone(), entry.clang.unwrap_or(0))
}

fn parse_head(head: &str) -> Option<Block> {
    let (scheduler, clang) = head.strip_suffix(']')?.split_once(", clang ")?;
    Some((scheduler.to_owned(), clang.parse().ok()?))
}

fn parse_cell(cell: &str) -> Option<Figures> {
    let figures: Option<Vec<u64>> = cell.split('/').map(|figure| figure.parse().ok()).collect();
    let [verified_insns, total_states, peak_states, jited_bytes] = figures?[..] else {
        return None;
    };
    Some(Figures {
        verified_insns,
        total_states,
        peak_states,
        jited_bytes,
    })
}

fn table(cells: &BTreeMap<Cell, Figures>) -> String {
    let programs: BTreeSet<&String> = cells.keys().map(|(program, _)| program).collect();
    let kernels = in_order(cells.keys().map(|(_, kernel)| kernel));
    let mut head = vec!["program".to_owned()];
    head.extend(kernels.iter().map(|kernel| (*kernel).clone()));
    let mut rows = vec![head];
    for program in programs {
        let mut row = vec![program.clone()];
        row.extend(kernels.iter().map(|kernel| {
            let cell = cells.get(&(program.clone(), (*kernel).clone()));
            cell.map_or_else(
                || NONE.to_owned(),
                |figures| {
                    let figures = figures.named().map(|(figure, _)| figure.to_string());
                    figures.join("/")
                },
            )
        }));
        rows.push(row);
    }
    align(&rows, rows.first().map_or(0, Vec::len))
}

/// Each series once, the oldest first.
fn in_order<'a>(series: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
    let mut series: Vec<&String> = series.collect();
    series.sort_by_key(|series| series_order(series));
    series.dedup();
    series
}

#[cfg(test)]
mod tests {
    use super::super::tests::entry;
    use super::*;

    fn sample() -> Budget {
        let mut budget = Budget::default();
        budget.take(
            vec![
                entry("tick", 19, "6.18", 10),
                entry("tick", 19, "6.9", 11),
                entry("exit", 19, "6.18", 12),
                entry("tick", 16, "6.18", 13),
            ],
            vec![("6.18".to_owned(), "6.18.15+x".to_owned())],
        );
        budget
    }

    #[test]
    fn what_is_written_is_read() {
        let text = sample().to_text();
        assert_eq!(Budget::parse(&text).unwrap(), sample());
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.contains(&"# Linux 6.18: 6.18.15+x"), "{text}");
        assert!(lines.contains(&"[hello, clang 19]"), "{text}");
        let exit = lines.iter().find(|line| line.starts_with("exit")).unwrap();
        let cells: Vec<&str> = exit.split_whitespace().collect();
        assert_eq!(cells, ["exit", "-", "12/20/18/400"], "6.9 comes first");
    }

    #[test]
    fn only_what_was_measured_again_is_replaced() {
        let mut budget = sample();
        budget.take(vec![entry("tick", 19, "6.18", 50)], Vec::new());
        let verified = |program, clang, kernel| {
            let entry = entry(program, clang, kernel, 0);
            budget
                .figures_of(&entry)
                .map(|figures| figures.verified_insns)
        };
        assert_eq!(verified("tick", 19, "6.18"), Some(50));
        assert_eq!(
            verified("exit", 19, "6.18"),
            None,
            "it is not there any more"
        );
        assert_eq!(verified("tick", 19, "6.9"), Some(11));
        assert_eq!(verified("tick", 16, "6.18"), Some(13));
    }

    #[test]
    fn a_broken_table_names_the_line() {
        for text in [
            "tick 1/2/3/4\n",
            "[hello]\n",
            "[hello, clang 19]\nprogram 6.18\ntick 1/2/3\n",
            "[hello, clang 19]\nprogram 6.18\ntick\n",
            "[hello, clang 19]\nprogram 6.18 7.3\ntick 1/2/3/4\n",
        ] {
            let error = Budget::parse(text).unwrap_err();
            let last = text.lines().count();
            let words = format!("{error:#}");
            assert!(words.contains(&format!("line {last}")), "{text}: {words}");
        }
        assert_eq!(Budget::parse("").unwrap(), Budget::default());
    }
}
