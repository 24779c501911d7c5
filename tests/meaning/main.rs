//! What an op means in the kernel is what it means in Rust.
//!
//! The same text is run in three ways and every call compared: as plain Rust by rustc (`plain`), as
//! emitted C compiled natively with sanitizers (`native`), and as BPF by this machine's kernel
//! (`kernel`). Compared are the value, or the line and words of the exit, and all state that is
//! left behind, which shows what ran and in what order.
//!
//! * `cases/`: hand-written, one file per family of constructs. To add one, write a function that
//!   takes and returns numbers into a file there: it is called with all edges of its parameters.
//!   No result is written down; rustc knows it.
//! * `generate/`: random programs, 200 in a run of all tests, as many as wanted by `cargo xtask meaning`.

mod case;
mod compare;
mod edges;
mod emitted;
mod generate;
mod kernel;
mod native;
mod outcome;
mod plain;
mod random;
mod run;

use compare::Prepared;
use flux_tests::test_run;
use libtest_mimic::{Completion, Trial};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

fn main() -> ExitCode {
    let mut trials = Vec::new();
    for file in case_files() {
        let name = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let prepared = Arc::new(Mutex::new(Prepared::new(file)));
        let for_kernel = Arc::clone(&prepared);
        let native = format!("{name}::natively");
        trials.push(Trial::ignorable_test(native, move || {
            if let Some(why) = native::why_not() {
                return Ok(Completion::ignored_with(why));
            }
            with(&prepared, Prepared::natively)?;
            Ok(Completion::Completed)
        }));
        trials.push(test_run::trial(
            format!("{name}::in_the_kernel"),
            move || with(&for_kernel, Prepared::in_the_kernel),
        ));
    }
    trials.push(Trial::ignorable_test("random_programs", || {
        random::run()?;
        match test_run::why_not().or(native::why_not()) {
            // They did run on the other side; that is not all that is asked for.
            Some(why) => Ok(Completion::ignored_with(why)),
            None => Ok(Completion::Completed),
        }
    }));
    test_run::main(trials)
}

fn with(
    prepared: &Mutex<Prepared>,
    test: impl FnOnce(&mut Prepared) -> Result<(), String>,
) -> Result<(), String> {
    let mut prepared = prepared.lock().map_err(|_| "the other side failed")?;
    test(&mut prepared)
}

fn case_files() -> Vec<PathBuf> {
    let folder = flux_tests::workspace().join("tests/meaning/cases");
    let entries = std::fs::read_dir(folder).expect("the cases");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect();
    files.sort();
    files
}
