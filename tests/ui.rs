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
