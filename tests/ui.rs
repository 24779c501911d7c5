//! What the compiler says about subschedulers: `ui/*.rs` must fail with exactly
//! the words in `ui/*.stderr`, `ui/pass/*.rs` must compile.
//!
//! No build script runs here, so no case has a `hierarchy!`: those are in
//! `hierarchies/`.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*.rs");
    cases.compile_fail("ui/*.rs");
}

/// Each rule has a case here or in `hierarchies/` that shows it.
#[test]
fn every_rule_is_shown() {
    let tests = flux_tests::workspace().join("tests");
    let mut shown = String::new();
    for folder in ["ui", "hierarchies"] {
        for entry in std::fs::read_dir(tests.join(folder)).expect("the folder of the cases") {
            let file = entry.expect("readable").path();
            if file.extension().is_some_and(|end| end == "stderr") {
                shown.push_str(&std::fs::read_to_string(file).expect("readable"));
            }
        }
    }
    let missing: Vec<_> = flux_codegen::diag::ALL_IDS
        .iter()
        .filter(|id| !shown.contains(&format!("[flux::{id}]")))
        .collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}
