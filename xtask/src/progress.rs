//! Says what is going on, on standard error, in lines that read the same on a
//! terminal and in a log.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// Announces a step.
pub fn step(text: &str) {
    eprintln!("xtask: {text}");
}

/// Runs a command that shows its own progress.
///
/// # Errors
///
/// When it cannot be started or fails; what it printed says why.
pub fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let arguments: Vec<_> = command
        .get_args()
        .map(|text| text.to_string_lossy())
        .collect();
    let shown = format!("{name} {}", arguments.join(" "));
    let status = command
        .status()
        .with_context(|| format!("cannot run `{shown}`; is {name} installed?"))?;
    if !status.success() {
        bail!("`{shown}` failed; what it printed above says why");
    }
    Ok(())
}
