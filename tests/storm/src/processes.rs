//! The processes of a storm: one for each kind, and what those leave behind.
//!
//! Invariant: when [`Processes::end`] has returned, no process that the storm
//! started lives, whoever started it and whatever happened to it.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_process};

/// A process that the storm needs until its end.
struct Part {
    name: &'static str,
    pid: Pid,
    ended: Option<WaitStatus>,
}

/// All of them.
#[derive(Default)]
pub struct Processes {
    parts: Vec<Part>,
}

impl Processes {
    /// None yet. From here on, orphans of ours become our children.
    ///
    /// # Errors
    ///
    /// When the kernel refuses that.
    pub fn new() -> Result<Self> {
        rustix::process::set_child_subreaper(Some(rustix::process::getpid()))
            .context("cannot become the parent of orphans")?;
        Ok(Self::default())
    }

    /// Starts a part, which goes on until the storm is over.
    ///
    /// # Errors
    ///
    /// When there is no room for a process.
    pub fn start(&mut self, name: &'static str, body: impl FnOnce() -> Result<()>) -> Result<()> {
        let pid = load_parts::kernel::fork(|| match body() {
            Ok(()) => 0,
            Err(error) => {
                eprintln!("flux-storm: {name}: {error:#}");
                1
            }
        });
        let pid = pid.with_context(|| format!("cannot start {name}"))?;
        self.parts.push(Part {
            name,
            pid,
            ended: None,
        });
        Ok(())
    }

    /// Takes note of all processes that have ended.
    pub fn reap(&mut self) {
        while let Ok(Some((pid, status))) = rustix::process::wait(WaitOptions::NOHANG) {
            if let Some(part) = self.parts.iter_mut().find(|part| part.pid == pid) {
                part.ended = Some(status);
            }
        }
    }

    /// Parts that have ended, with what is wrong with that: if nothing, the storm
    /// has to be over.
    pub fn ended(&self) -> impl Iterator<Item = (&'static str, Option<String>)> {
        self.parts.iter().filter_map(|part| {
            let status = part.ended?;
            let wrong = match (status.exit_status(), status.terminating_signal()) {
                (Some(0), _) => None,
                (Some(status), _) => Some(format!("{} failed with status {status}", part.name)),
                (None, signal) => {
                    let signal = signal.unwrap_or_default();
                    Some(format!("{} was killed by signal {signal}", part.name))
                }
            };
            Some((part.name, wrong))
        })
    }

    /// Parts that have not ended.
    pub fn living(&self) -> Vec<&'static str> {
        let living = self.parts.iter().filter(|part| part.ended.is_none());
        living.map(|part| part.name).collect()
    }

    /// Ends and reaps everything that still lives.
    ///
    /// # Errors
    ///
    /// When something cannot be ended, which takes a kernel or a scheduler that
    /// lets killed processes wait.
    pub fn end(&mut self) -> Result<()> {
        /// Killed processes need a CPU to end.
        const PATIENCE: Duration = Duration::from_secs(20);
        let start = Instant::now();
        loop {
            self.reap();
            let children = children();
            if children.is_empty() {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                anyhow::bail!("processes {children:?} do not end though they were killed");
            }
            for child in children {
                // Failure means that it has ended.
                let _ = kill_process(child, Signal::KILL);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Our children, orphans of ours included.
fn children() -> Vec<Pid> {
    let own = rustix::process::getpid();
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| {
        let raw = entry.file_name().to_str()?.parse().ok()?;
        Pid::from_raw(raw)
    });
    let is_ours = |pid: &Pid| {
        let path = format!("/proc/{}/stat", pid.as_raw_nonzero());
        fs::read_to_string(path).is_ok_and(|stat| parent_of(&stat) == Some(own))
    };
    pids.filter(is_ours).collect()
}

/// From /proc/PID/stat: `PID (NAME) STATE PARENT …`.
fn parent_of(stat: &str) -> Option<Pid> {
    let (_, after) = stat.rsplit_once(')')?;
    Pid::from_raw(after.split_whitespace().nth(1)?.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_are_read() {
        let parent = parent_of("12 (a) b) S 7 1 1").unwrap();
        assert_eq!(parent.as_raw_nonzero().get(), 7);
        assert_eq!(parent_of("12"), None);
    }
}
