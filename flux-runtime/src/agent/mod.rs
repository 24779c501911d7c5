//! The agent: the process that loads a scheduler, watches it, and explains it.
//!
//! It is never in the scheduling path. If it dies, the kernel goes back to its
//! own scheduler, because the link that holds this one closes with it.

pub mod accounts;
pub mod args;
pub mod exit;
mod monitor;
mod signals;
pub mod stats;
mod watch;

use std::io::Write;

use crate::api::Hierarchy;
use crate::error::{Error, Result};
use crate::load::{Attached, Description, Opened, Options};
use crate::machine;

use args::Request;
use exit::{ExitKind, ExitReport};
use signals::Signals;
use watch::{End, Watch};

/// Runs a composed scheduler: what a scheduler's `main` is.
///
/// Reads the command line (`--help` lists it), loads and attaches the
/// scheduler, and stays until Ctrl-C or `SIGTERM`, which detach it. If the
/// kernel asks for a restart, which it does when it cannot tell a scheduler
/// about a change of CPUs, the scheduler is loaded again. `SIGUSR1` prints one
/// line, `FLUX-ACCOUNTS` and JSON, that says whether the accounts balance.
///
/// ```ignore
/// flux::hierarchy! {
///     pub Hello = roci::Roci { primary: biff::Biff, idle: idle::Idle };
///     new_threads => primary;
/// }
/// fn main() -> flux::Result<()> {
///     flux::main::<Hello>()
/// }
/// ```
///
/// # Errors
/// A wrong command line, a machine that cannot run the scheduler, or its
/// removal by the kernel. Returned from `main`, an error is printed with cause
/// and remedy, and the exit status is 1.
pub fn main<H: Hierarchy>() -> Result<()> {
    run(Description::of::<H>())
}

fn run(description: Description) -> Result<()> {
    match args::parse(&description, std::env::args_os())? {
        Request::Print(text) => {
            say(text.trim_end());
            Ok(())
        }
        Request::Monitor { every } => monitor::run(&description, every),
        Request::Run { options, stats } => {
            let signals = Signals::install()?;
            loop {
                let watch = Watch {
                    description,
                    max_threads: options.max_threads,
                    stats,
                    signals: &signals,
                };
                match run_once(&watch, &options)? {
                    After::End => return Ok(()),
                    After::Restart => {}
                }
            }
        }
    }
}

/// What follows one life of the scheduler.
enum After {
    End,
    Restart,
}

/// From checking the machine to the scheduler's end.
fn run_once(watch: &Watch<'_>, options: &Options) -> Result<After> {
    let description = watch.description;
    machine::check_ready(description.name)?;
    let mut attached = Opened::open(description, options.clone())?
        .load()?
        .attach()?;
    if attached.exit().is_none() {
        announce(&description, options, &attached);
    }
    match watch.until_end(&mut attached) {
        End::Stopped => {
            say(&format!("{} is detached", description.name));
            Ok(After::End)
        }
        End::Exited(state) => {
            let mut report = ExitReport::new(description.name, state);
            attached.detach();
            if report.wants_restart() {
                let cause = report.restart_cause();
                say(&format!("{} starts again: {cause}", description.name));
                return Ok(After::Restart);
            }
            if report.kind != ExitKind::Agent {
                report.keep_dump();
            }
            Err(Error::Removed(Box::new(report)))
        }
    }
}

/// The line that says what schedules now.
fn announce(description: &Description, options: &Options, attached: &Attached) {
    let home = description.nodes.get(description.new_threads);
    say(&format!(
        "{} schedules {} CPUs: {}; new threads go to {}, {} have an id; Ctrl-C ends it",
        description.name,
        attached.data().cpus.len(),
        args::tree(description.nodes),
        home.map_or("nobody", |node| node.name),
        options.max_threads,
    ));
}

/// Prints a line to standard output. Nobody reading it is no reason to stop
/// scheduling.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
