//! What the compiler says about subschedulers: `ui/*.rs` must fail with exactly
//! the words in `ui/*.stderr`, `ui/pass/*.rs` must compile.
//!
//! Every rule has a case of its name, `ID.rs`, here or in `hierarchies/`; more cases
//! of one rule are called `ID_what.rs`, and what is left to rustc `rustc_what.rs`.
//! No build script runs here, so no case has a `hierarchy!` that is built: those are
//! in `hierarchies/`.

use flux_codegen::diag::ALL_IDS;
use std::path::{Path, PathBuf};

// Two tests, and not one: trybuild compiles cases that must fail all in one go, but
// only where no case must pass.

#[test]
fn mistakes() {
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}

#[test]
fn sound() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}

/// Each rule has a case of its name that shows it.
#[test]
fn every_rule_has_a_case() {
    let tests = flux_tests::workspace().join("tests");
    let folders = ["ui", "hierarchies"].map(|folder| tests.join(folder));
    let shows = |id: &&&str| {
        folders.iter().any(|folder| {
            let words = std::fs::read_to_string(folder.join(format!("{id}.stderr")));
            let is_case = folder.join(format!("{id}.rs")).is_file();
            is_case && words.is_ok_and(|words| words.contains(&format!("[flux::{id}]")))
        })
    };
    let missing: Vec<_> = ALL_IDS.iter().filter(|id| !shows(id)).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

/// Each case is called after a rule, or after rustc, and has its words; and no words
/// are of a case that is gone.
#[test]
fn every_case_is_of_a_rule() {
    let tests = flux_tests::workspace().join("tests");
    let mut wrong = Vec::new();
    for folder in ["ui", "hierarchies"] {
        for file in files(&tests.join(folder)) {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            let rule = name.split('_').next().unwrap_or_default();
            let other = if file.extension().is_some_and(|end| end == "rs") {
                "stderr"
            } else {
                "rs"
            };
            let is_known = ALL_IDS.contains(&rule) || rule == "rustc";
            if !is_known || !file.with_extension(other).is_file() {
                wrong.push(file);
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "of no rule, or without their other half: {wrong:?}"
    );
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of the cases");
    let files = entries.map(|entry| entry.expect("readable").path());
    files.filter(|file| file.is_file()).collect()
}
