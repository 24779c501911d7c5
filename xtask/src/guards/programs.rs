//! The programs of the test machine, and how a guard is taken out of one.
//!
//! Every scheduler is built once, with switches (FLUX_TEST_SWITCHES): a record in its BPF
//! object that says which guards are out and which windows are open. The test machine
//! changes the record in a copy of the program, so a guard costs no build.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::workspace::Workspace;

/// The programs that make loads.
const LOADS: [&str; 2] = ["flux-loads", "flux-storm"];
/// The variable that flux-build listens to.
const SWITCHES: &str = "FLUX_TEST_SWITCHES";
/// How the record begins: `struct flux_switches` in flux/guards.bpf.h.
const MARK: &[u8; 16] = b"flux-switches:\0\0";

/// A program of the test machine.
pub struct Program {
    pub name: String,
    pub path: PathBuf,
    /// Where its records of switches are, behind their marks: one per BPF object in it.
    pub switches: Vec<usize>,
}

/// Builds what makes loads, and these schedulers. Those are copied, for any other build
/// overwrites them.
pub fn build(workspace: &Workspace, schedulers: &[&str]) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    for (name, path) in LOADS.iter().zip(workspace.build(&LOADS)?) {
        programs.push(Program {
            name: (*name).to_owned(),
            path,
            switches: Vec::new(),
        });
    }
    let directory = workspace.output_directory()?.join("guards");
    fs::create_dir_all(&directory)
        .with_context(|| format!("cannot create {}", directory.display()))?;
    let built = workspace.build_with(schedulers, &[(SWITCHES, "1")])?;
    for (name, built) in schedulers.iter().zip(built) {
        let path = directory.join(name);
        fs::copy(&built, &path).with_context(|| format!("cannot write {}", path.display()))?;
        programs.push(Program {
            name: (*name).to_owned(),
            switches: switches_in(&path)?,
            path,
        });
    }
    Ok(programs)
}

fn switches_in(path: &Path) -> Result<Vec<usize>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let found = records(&bytes);
    if found.is_empty() {
        bail!(
            "{} has no switches, though it was built with {SWITCHES}: has struct flux_switches \
             another mark?",
            path.display()
        );
    }
    Ok(found)
}

/// Where records begin, behind their marks.
fn records(bytes: &[u8]) -> Vec<usize> {
    let marks = bytes.windows(MARK.len()).enumerate();
    let marks = marks.filter(|(_, window)| window == MARK);
    marks.map(|(at, _)| at + MARK.len()).collect()
}

/// The record's two words, bits by the enum's order, as printf of a shell writes them.
pub fn record(without: u64, windows: u64) -> String {
    let bytes = without.to_le_bytes().into_iter();
    let bytes = bytes.chain(windows.to_le_bytes());
    bytes.map(|byte| format!("\\{byte:03o}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_behind_their_marks() {
        let bytes = b"..flux-switches:\0\0AAAAAAAABBBBBBBBflux-switches: flux-switches:\0\0";
        assert_eq!(records(bytes), [18, bytes.len()]);
        assert_eq!(records(b"flux"), [0; 0]);
    }

    #[test]
    fn a_record_is_two_words() {
        assert_eq!(
            record(1 << 9, 3),
            r"\000\002\000\000\000\000\000\000\003\000\000\000\000\000\000\000"
        );
    }
}
