//! The cgroups of a storm: a few domains, among which processes move, with a few
//! threaded cgroups in each, among which the threads of those processes move.
//!
//! Invariant: what [`Cgroups::make`] has made is gone when the result is dropped;
//! whoever is still in there goes to the root.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// Where cgroups of version 2 are mounted.
const MOUNT: &str = "/sys/fs/cgroup";

/// How many domains there are.
pub const DOMAINS: u64 = 2;

/// How many threaded cgroups are in each.
pub const THREADED: u64 = 2;

/// The controllers that have to do with scheduling.
const CONTROLLERS: &str = "+cpu +cpuset";

/// The root of all cgroups.
pub fn root() -> PathBuf {
    PathBuf::from(MOUNT)
}

/// A domain: 0 to [`DOMAINS`] - 1.
pub fn domain(number: u64) -> PathBuf {
    root().join(format!("flux-storm-{number}"))
}

/// A threaded cgroup of a domain: 0 to [`THREADED`] - 1.
pub fn threaded(domain_number: u64, number: u64) -> PathBuf {
    domain(domain_number).join(format!("threads-{number}"))
}

/// Writes to a cgroup's file.
///
/// # Errors
///
/// With the kernel's reason.
pub fn write(group: &Path, file: &str, text: &str) -> Result<()> {
    let path = group.join(file);
    fs::write(&path, text).with_context(|| format!("cannot write {text} to {}", path.display()))
}

/// All cgroups of a storm.
pub struct Cgroups;

impl Cgroups {
    /// Makes them.
    ///
    /// # Errors
    ///
    /// When there are no cgroups of version 2 with these controllers.
    pub fn make() -> Result<Self> {
        if !root().join("cgroup.controllers").is_file() {
            fs::create_dir_all(root())?;
            let mounted = std::process::Command::new("mount")
                .args(["-t", "cgroup2", "cgroup2", MOUNT])
                .status()
                .context("cannot run mount")?;
            anyhow::ensure!(mounted.success(), "cgroup2 cannot be mounted at {MOUNT}");
        }
        let made = Self;
        write(&root(), "cgroup.subtree_control", CONTROLLERS)?;
        for number in 0..DOMAINS {
            let domain = domain(number);
            create(&domain)?;
            write(&domain, "cgroup.subtree_control", CONTROLLERS)?;
            for number_in_it in 0..THREADED {
                let group = threaded(number, number_in_it);
                create(&group)?;
                write(&group, "cgroup.type", "threaded")?;
            }
        }
        Ok(made)
    }
}

fn create(group: &Path) -> Result<()> {
    match fs::create_dir(group) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(error).with_context(|| format!("cannot create {}", group.display()))
        }
        _ => Ok(()),
    }
}

impl Drop for Cgroups {
    fn drop(&mut self) {
        for number in 0..DOMAINS {
            let domain = domain(number);
            let processes = fs::read_to_string(domain.join("cgroup.procs")).unwrap_or_default();
            for process in processes.lines() {
                // Failure means that it has ended.
                let _ = write(&root(), "cgroup.procs", process);
            }
            for number_in_it in 0..THREADED {
                remove(&threaded(number, number_in_it));
            }
            remove(&domain);
        }
    }
}

/// Removes a cgroup that has to be empty, but perhaps a moment later only.
fn remove(group: &Path) {
    const PATIENCE: Duration = Duration::from_secs(2);
    let start = Instant::now();
    while group.is_dir() && fs::remove_dir(group).is_err() {
        if start.elapsed() > PATIENCE {
            eprintln!("flux-storm: {} cannot be removed", group.display());
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
