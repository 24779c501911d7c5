//! The verifier's work as figures: what is allowed, and what they are compared
//! with. The file that they are kept in is `file`'s.

mod file;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::accounts::align;
use crate::kernel::series_order;

use super::objects::built_with;

pub use file::Budget;

/// The most instructions that a program may take the verifier; the kernel's own
/// limit is a million.
const MOST_INSNS: u64 = 100_000;

/// The growth that is allowed: this share of the figure, …
const GROWTH_PERCENT: u64 = 10;

/// … or, in programs so small that one more access is a tenth of them, this much.
const GROWTH_LEAST: u64 = 10;

/// What the kernel said of one program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Figures {
    /// Instructions that the verifier walked through, on all paths together.
    pub verified_insns: u64,
    /// States that it made.
    pub total_states: u64,
    /// The most states that it kept at a time.
    pub peak_states: u64,
    /// Bytes of machine code.
    pub jited_bytes: u64,
}

impl Figures {
    /// In the order of the table, with what messages call them.
    fn named(self) -> [(u64, &'static str); 4] {
        [
            (self.verified_insns, "verified instructions"),
            (self.total_states, "states in the verifier"),
            (self.peak_states, "states in the verifier at a time"),
            (self.jited_bytes, "bytes of machine code"),
        ]
    }
}

/// The figures of one program, made by one compiler, on one kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The scheduler that it is of.
    pub scheduler: String,
    /// The program's name.
    pub program: String,
    /// The clang that made it; none if we do not know.
    pub clang: Option<u32>,
    /// The kernel's series.
    pub kernel: String,
    /// The figures.
    pub figures: Figures,
}

impl Entry {
    fn place(&self) -> String {
        format!(
            "{}: {} on Linux {}, {}",
            self.scheduler,
            self.program,
            self.kernel,
            built_with(self.clang)
        )
    }
}

/// What is over the limit that holds for every program.
pub fn over_the_limit(entries: &[Entry]) -> Vec<String> {
    let is_over = |entry: &&Entry| entry.figures.verified_insns > MOST_INSNS;
    let sentence = |entry: &Entry| {
        format!(
            "{}, takes the verifier {} instructions; {MOST_INSNS} are allowed. Fewer and shorter \
             loops help, and less code in them",
            entry.place(),
            entry.figures.verified_insns
        )
    };
    entries.iter().filter(is_over).map(sentence).collect()
}

impl Budget {
    /// What grew too much, and what the table knows nothing of.
    pub fn judge(&self, entries: &[Entry]) -> Vec<String> {
        let mut problems = Vec::new();
        let mut unknown = BTreeSet::new();
        for entry in entries {
            match self.figures_of(entry) {
                Some(was) => problems.extend(growth(entry, was)),
                None if self.knows_group_of(entry) => problems.push(format!(
                    "{}, is not in the table; if its {} verified instructions are right, take it \
                     with --bless",
                    entry.place(),
                    entry.figures.verified_insns
                )),
                // One sentence for all its programs.
                None => {
                    unknown.insert(format!(
                        "{} on Linux {}, {}, is not in the table; take it with --bless",
                        entry.scheduler,
                        entry.kernel,
                        built_with(entry.clang)
                    ));
                }
            }
        }
        problems.extend(unknown);
        problems
    }
}

fn growth(entry: &Entry, was: Figures) -> Vec<String> {
    let pairs = entry.figures.named().into_iter().zip(was.named());
    let grown = pairs.filter(|((is, _), (was, _))| {
        let allowed = (was * GROWTH_PERCENT / 100).max(GROWTH_LEAST);
        *is > was + allowed
    });
    let sentence = |((is, what), (was, _)): ((u64, &str), (u64, &str))| {
        let percent = (is - was) * 100 / was.max(1);
        format!(
            "{}, has {is} {what}; it had {was} (+{percent} %, {GROWTH_PERCENT} % are allowed). \
             If it is worth that, take it with --bless",
            entry.place()
        )
    };
    grown.map(sentence).collect()
}

/// For each scheduler and compiler the program that costs most, and where.
pub fn summary(entries: &[Entry]) -> String {
    let mut groups: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        let group = groups.entry((&entry.scheduler, entry.clang)).or_default();
        group.push(entry);
    }
    let heads = [
        "scheduler",
        "largest program",
        "most on",
        "clang",
        "verified",
        "states",
        "peak",
        "JITed",
    ];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for ((scheduler, clang), mut group) in groups {
        group.sort_by_key(|entry| (entry.figures.verified_insns, series_order(&entry.kernel)));
        let Some(largest) = group.last() else {
            continue;
        };
        let mut row = vec![
            scheduler.clone(),
            largest.program.clone(),
            largest.kernel.clone(),
            clang.map_or_else(|| "?".to_owned(), |clang| clang.to_string()),
        ];
        row.extend(
            largest
                .figures
                .named()
                .map(|(figure, _)| figure.to_string()),
        );
        rows.push(row);
    }
    align(&rows, 3)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// An entry of `tick` of hello with so many verified instructions.
    pub fn entry(program: &str, clang: u32, kernel: &str, verified_insns: u64) -> Entry {
        Entry {
            scheduler: "hello".to_owned(),
            program: program.to_owned(),
            clang: Some(clang),
            kernel: kernel.to_owned(),
            figures: Figures {
                verified_insns,
                total_states: 20,
                peak_states: 18,
                jited_bytes: 400,
            },
        }
    }

    fn table(entries: Vec<Entry>) -> Budget {
        let mut budget = Budget::default();
        budget.take(entries, Vec::new());
        budget
    }

    #[test]
    fn a_tenth_more_is_allowed() {
        let table = table(vec![entry("tick", 19, "6.18", 1000)]);
        let judge = |insns| table.judge(&[entry("tick", 19, "6.18", insns)]);
        assert!(judge(1000).is_empty() && judge(1100).is_empty() && judge(10).is_empty());
        assert_eq!(
            judge(1250),
            [
                "hello: tick on Linux 6.18, built with clang 19, has 1250 verified instructions; it \
              had 1000 (+25 %, 10 % are allowed). If it is worth that, take it with --bless"
            ]
        );
    }

    #[test]
    fn every_figure_counts() {
        let before = entry("tick", 19, "6.18", 1000);
        let table = table(vec![before.clone()]);
        for change in [
            |figures: &mut Figures| figures.total_states = 31,
            |figures: &mut Figures| figures.peak_states = 29,
            |figures: &mut Figures| figures.jited_bytes = 441,
        ] {
            let mut after = before.clone();
            change(&mut after.figures);
            assert_eq!(table.judge(&[after]).len(), 1);
        }
    }

    #[test]
    fn a_small_figure_may_grow_by_a_few() {
        let table = table(vec![entry("tick", 19, "6.18", 20)]);
        assert!(table.judge(&[entry("tick", 19, "6.18", 30)]).is_empty());
        assert_eq!(table.judge(&[entry("tick", 19, "6.18", 31)]).len(), 1);
    }

    #[test]
    fn what_is_not_in_the_table_is_said_once() {
        let table = table(vec![entry("tick", 19, "6.18", 20)]);
        let problems = table.judge(&[
            entry("exit", 19, "6.18", 20),
            entry("tick", 16, "6.18", 20),
            entry("exit", 16, "6.18", 20),
        ]);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("hello: exit on Linux 6.18, built with clang 19, is not"));
        assert!(problems[1].starts_with("hello on Linux 6.18, built with clang 16, is not"));
    }

    #[test]
    fn the_limit_holds_without_a_table() {
        assert!(over_the_limit(&[entry("tick", 19, "6.18", 100_000)]).is_empty());
        let problems = over_the_limit(&[entry("tick", 19, "6.18", 100_001)]);
        assert!(problems[0].contains("takes the verifier 100001 instructions; 100000 are allowed"));
    }

    #[test]
    fn the_summary_names_the_largest() {
        let text = summary(&[
            entry("tick", 19, "6.18", 5),
            entry("dispatch", 19, "7.3", 50),
            entry("dispatch", 19, "6.18", 40),
        ]);
        let row: Vec<&str> = text.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(
            row,
            ["hello", "dispatch", "7.3", "19", "50", "20", "18", "400"]
        );
    }
}
