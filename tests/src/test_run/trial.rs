//! Tests that need to load BPF: run, or counted as skipped with the reason.

use super::why_not;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::process::ExitCode;

/// A test that loads BPF. Where that cannot be done it is skipped, and the reason is shown.
pub fn trial(
    name: impl Into<String>,
    test: impl FnOnce() -> Result<(), String> + Send + 'static,
) -> Trial {
    Trial::ignorable_test(name, || match why_not() {
        Some(why) => Ok(Completion::ignored_with(why)),
        None => test().map(|()| Completion::Completed).map_err(Failed::from),
    })
}

/// Runs tests as `cargo test` does: its arguments, its output.
pub fn main(tests: Vec<Trial>) -> ExitCode {
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}
