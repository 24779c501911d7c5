//! `cargo xtask setup`: what the other commands do before their work, alone.

use std::process::ExitCode;

use anyhow::Result;

use crate::packages;
use crate::progress::step;

/// Installs what building and testing need and this machine lacks.
///
/// With apt, as root or with sudo; elsewhere it says what to install. The other
/// commands do it by themselves; this one is for whoever calls cargo directly.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only what building needs, without test machines.
    #[arg(long)]
    build_only: bool,
}

/// Runs the command.
pub fn setup(arguments: &Arguments) -> Result<ExitCode> {
    let vm_needs = if arguments.build_only {
        &[]
    } else {
        packages::FOR_VM
    };
    packages::ensure(&[packages::FOR_BUILD, vm_needs].concat())?;
    step("nothing is missing");
    Ok(ExitCode::SUCCESS)
}
