//! `cargo xtask bless`: takes what the generator and the compiler say today for
//! what they have to say.

use std::process::ExitCode;

use anyhow::Result;

use crate::packages;
use crate::progress::{run, step};
use crate::workspace::cargo;

/// Rewrites the golden files and the expected compiler messages.
///
/// Runs the tests that compare with files, letting them write the files instead.
/// Review what changed (git diff) before committing it.
#[derive(clap::Args)]
pub struct Arguments {
    /// More arguments for `cargo test`: a package, or the name of a test.
    #[arg(last = true)]
    cargo_arguments: Vec<String>,
}

/// Runs the command.
pub fn bless(arguments: &Arguments) -> Result<ExitCode> {
    packages::ensure(packages::FOR_BUILD)?;
    let mut command = cargo();
    command.args(["test", "--no-fail-fast"]);
    if arguments.cargo_arguments.is_empty() {
        command.arg("--workspace");
    }
    command
        .args(&arguments.cargo_arguments)
        // The first is trybuild's, the second that of the golden files.
        .env("TRYBUILD", "overwrite")
        .env("FLUX_BLESS", "1");
    // A test that fails for another reason than its file must not keep the
    // others from being written, and is worth knowing of all the same.
    run(&mut command)?;
    step("review what changed: git diff");
    Ok(ExitCode::SUCCESS)
}
