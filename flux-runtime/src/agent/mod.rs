//! The agent: the process that loads a scheduler, watches it, and explains it.
//!
//! It is never in the scheduling path. If it dies, the kernel goes back to its
//! own scheduler, because the link that holds this one closes with it.

pub mod accounts;
pub mod args;
mod check;
mod config_file;
pub mod exit;
mod hints;
mod monitor;
mod pause;
mod restart;
mod signals;
pub mod stats;
pub mod tunables;
mod watch;

use std::io::Write;
use std::time::{Duration, Instant};

use crate::api::Hierarchy;
use crate::error::{Error, Result};
use crate::load::{Attached, Description, Opened, Options};
use crate::machine;

use args::Request;
use config_file::ConfigFile;
use exit::{ExitKind, ExitReport};
use restart::Restarts;
use signals::Signals;
use watch::{End, Watch};

/// Runs a composed scheduler: what a scheduler's `main` is.
///
/// Reads the command line (`--help` lists it), loads and attaches the
/// scheduler, and stays until Ctrl-C or `SIGTERM`, which detach it. If the
/// kernel asks for a restart, which it does when a CPU came or went before the
/// scheduler was attached, the scheduler is loaded again as the command line
/// says, up to five times in a row. `SIGUSR1` prints one
/// line, `FLUX-ACCOUNTS` and JSON, that says whether the accounts balance; `SIGHUP`
/// reads the file of `--config` again.
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
        Request::CheckConfig(given) => {
            let file = ConfigFile::read(&description, given)?;
            say(file.explain(&description).trim_end());
            Ok(())
        }
        Request::Monitor { every } => monitor::run(&description, every),
        Request::Run {
            mut options,
            stats,
            check,
            config,
        } => {
            let mut file = config
                .map(|given| ConfigFile::read(&description, given))
                .transpose()?;
            let settings = options.settings.clone();
            if let Some(file) = &mut file {
                file.apply(&mut options, &settings);
            }
            let signals = Signals::install()?;
            let mut restarts = Restarts::default();
            loop {
                let watch = Watch {
                    description,
                    max_threads: options.max_threads,
                    stats,
                    check,
                    signals: &signals,
                };
                match run_once(&watch, &options, file.as_mut())? {
                    After::End => return Ok(()),
                    After::Restart {
                        cause,
                        attached_for,
                    } => {
                        let nth = restarts.next(attached_for);
                        note_restart(description.name, nth, cause)?;
                        if let Some(file) = &mut file {
                            file.apply(&mut options, &settings);
                        }
                    }
                }
            }
        }
    }
}

/// What follows one life of the scheduler.
enum After {
    End,
    /// It is to be loaded again.
    Restart {
        cause: String,
        attached_for: Duration,
    },
}

/// From checking the machine to the scheduler's end.
fn run_once(watch: &Watch<'_>, options: &Options, file: Option<&mut ConfigFile>) -> Result<After> {
    let description = watch.description;
    machine::check_ready(description.name)?;
    let mut attached = Opened::open(description, options.clone())?
        .load()?
        .attach()?;
    let attached_at = Instant::now();
    // Until this life ends: the next one has another table.
    let _lending = match &options.hints {
        Some(path) => Some(hints::Lending::start(path, attached.hints()?)?),
        None => None,
    };
    if attached.exit().is_none() {
        announce(&description, options, &attached);
    }
    match watch.until_end(&mut attached, file)? {
        End::Stopped => {
            say(&format!("{} is detached", description.name));
            Ok(After::End)
        }
        End::StoppedViolated(violations) => Err(Error::Violated {
            scheduler: description.name.to_owned(),
            violations,
        }),
        End::Exited(state) => {
            let mut report = ExitReport::new(description.name, state);
            attached.detach();
            if report.wants_restart() {
                return Ok(After::Restart {
                    cause: report.restart_cause(),
                    attached_for: attached_at.elapsed(),
                });
            }
            report.ask_records(attached.data(), description.nodes);
            if report.kind != ExitKind::Agent {
                report.keep_dump();
            }
            Err(Error::Removed(Box::new(report)))
        }
    }
}

/// Says that the scheduler starts again, unless it did too often.
fn note_restart(scheduler: &str, nth: Option<usize>, cause: String) -> Result<()> {
    let most = restart::MOST;
    let Some(nth) = nth else {
        return Err(Error::RestartsTooOften {
            scheduler: scheduler.to_owned(),
            count: most,
            seconds: restart::WORKED.as_secs(),
            cause,
        });
    };
    say(&format!(
        "{scheduler} starts again, with the same command line: {cause}; restart {nth} of at most \
         {most} in a row"
    ));
    Ok(())
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
