//! What the compiler says about subschedulers: `ui/*.rs` must fail with exactly
//! the words in `ui/*.stderr`, `ui/pass/*.rs` must compile.
//!
//! No build script runs here, so no case has a `hierarchy!`: those are in
//! `hierarchies/`.

use std::path::Path;

#[test]
fn ui() {
    // The cases run when this is dropped.
    {
        let cases = trybuild::TestCases::new();
        cases.pass("ui/pass/*.rs");
        cases.compile_fail("ui/*.rs");
    }
    every_rule_is_shown();
}

/// Each rule has a case here or in `hierarchies/` that shows it.
fn every_rule_is_shown() {
    let tests = flux_tests::workspace().join("tests");
    let shown = ["ui", "hierarchies"]
        .map(|folder| words_in(&tests.join(folder)))
        .concat();
    let missing: Vec<_> = flux_codegen::diag::ALL_IDS
        .iter()
        .filter(|id| !shown.contains(&format!("[flux::{id}]")))
        .collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

/// What all cases of a folder say.
fn words_in(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).expect("the folder of the cases");
    let files = entries.map(|entry| entry.expect("readable").path());
    let files = files.filter(|file| file.extension().is_some_and(|end| end == "stderr"));
    let words = |file: std::path::PathBuf| {
        // Words that nobody says any more must not count.
        let case = file.with_extension("rs");
        assert!(
            case.is_file(),
            "{} is of no case: remove it",
            file.display()
        );
        std::fs::read_to_string(&file).expect("readable")
    };
    files.map(words).collect()
}
