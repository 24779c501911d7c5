//! `cargo xtask meaning`: more random programs than a run of all tests has.

use std::process::ExitCode;

use anyhow::Result;

use crate::packages;
use crate::progress::run;
use crate::workspace::cargo;

/// Runs random programs as Rust, as C and in this machine's kernel, and compares.
///
/// Needs root for the kernel. A program that differs is shrunk and shown: it becomes
/// a case in tests/meaning/cases.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    programs: u64,
    /// The same seed gives the same programs. Without it the clock is the seed, which
    /// is printed.
    #[arg(long, value_name = "X")]
    seed: Option<u64>,
}

/// Runs the command.
pub fn meaning(arguments: &Arguments) -> Result<ExitCode> {
    packages::ensure(packages::FOR_BUILD)?;
    let mut command = cargo();
    command
        .args(["test", "-p", "flux-tests", "--test", "meaning"])
        .args(["--", "random_programs"])
        .env("FLUX_MEANING_PROGRAMS", arguments.programs.to_string())
        .env("FLUX_MEANING_SEED", seed(arguments.seed));
    run(&mut command)?;
    Ok(ExitCode::SUCCESS)
}

/// What the tests take for a seed.
pub fn seed(seed: Option<u64>) -> String {
    seed.map_or_else(|| "clock".to_owned(), |seed| seed.to_string())
}
