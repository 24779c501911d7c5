//! A thread that is not its process' first becomes another program.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::loads::Seconds;

/// The second thread of a process becomes another program, a load of several threads:
/// it takes over the ids of the first one, which it kills. Passes if that load does.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    seconds: Seconds,
}

/// Runs the load; this process goes on as another.
pub fn run(arguments: &Arguments) -> Result<String> {
    let seconds = arguments.seconds.time().as_secs().to_string();
    let second = std::thread::Builder::new().spawn(move || {
        Command::new("/proc/self/exe")
            .args(["many-threads", "--threads", "4", "--seconds", &seconds])
            .exec()
    });
    // Only a failure comes back: the exec ends this thread.
    match second.context("no second thread")?.join() {
        Ok(error) => bail!("exec failed: {error}"),
        Err(_) => bail!("the second thread panicked"),
    }
}
