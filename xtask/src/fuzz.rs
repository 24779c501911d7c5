//! `cargo xtask fuzz`: feeds the front end for longer than a run of all tests does.

use std::process::ExitCode;

use anyhow::Result;

use crate::meaning::seed;
use crate::packages;
use crate::progress::run;
use crate::workspace::cargo;

/// Feeds random tokens and damaged subschedulers to the front end.
///
/// It must answer each within seconds and never panic; an input for which it does not
/// is shrunk and shown.
#[derive(clap::Args)]
pub struct Arguments {
    /// How long, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    seconds: u64,
    /// The same seed gives the same inputs. Without it the clock is the seed, which is
    /// printed.
    #[arg(long, value_name = "X")]
    seed: Option<u64>,
}

/// Runs the command.
pub fn fuzz(arguments: &Arguments) -> Result<ExitCode> {
    packages::ensure(packages::FOR_BUILD)?;
    let mut command = cargo();
    command
        .args(["test", "-p", "flux-tests", "--test", "fuzz"])
        .args(["--", "--nocapture"])
        .env("FLUX_FUZZ_SECONDS", arguments.seconds.to_string())
        .env("FLUX_FUZZ_SEED", seed(arguments.seed));
    run(&mut command)?;
    Ok(ExitCode::SUCCESS)
}
