//! Cgroups with weights.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};

/// Where cgroups of version 2 are mounted.
const MOUNT: &str = "/sys/fs/cgroup";

/// A cgroup. It is removed, if nobody is in it any more, when this is dropped.
#[derive(Debug)]
pub struct Group {
    path: PathBuf,
    removes: bool,
}

impl Group {
    /// The root, whose children have a CPU controller from now on.
    ///
    /// # Errors
    /// With the kernel's reason, such as that there are no cgroups or that it needs root.
    pub fn root() -> Result<Self> {
        let root = Self {
            path: PathBuf::from(MOUNT),
            removes: false,
        };
        root.control()?;
        Ok(root)
    }

    /// Gives the groups below a CPU controller. Nobody may be in this one then, unless it is the root.
    ///
    /// # Errors
    /// With the kernel's reason.
    pub fn control(&self) -> Result<()> {
        write(&self.path.join("cgroup.subtree_control"), "+cpu")
    }

    /// A group below, which is made if it is not there.
    ///
    /// # Errors
    /// With the kernel's reason.
    pub fn child(&self, name: &str, weight: u32) -> Result<Self> {
        let path = self.path.join(name);
        if !path.is_dir() {
            fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
        }
        let child = Self {
            path,
            removes: true,
        };
        child.set_weight(weight)?;
        Ok(child)
    }

    /// Sets `cpu.weight`.
    ///
    /// # Errors
    /// With the kernel's reason.
    pub fn set_weight(&self, weight: u32) -> Result<()> {
        write(&self.path.join("cpu.weight"), &weight.to_string())
    }

    /// Moves a process here; 0 is the calling one.
    ///
    /// # Errors
    /// With the kernel's reason.
    pub fn add(&self, pid: u32) -> Result<()> {
        write(&self.path.join("cgroup.procs"), &pid.to_string())
    }

    /// The CPU time that was used in it and below since it was made.
    ///
    /// # Errors
    /// If the kernel does not tell.
    pub fn cpu_time(&self) -> Result<Duration> {
        let path = self.path.join("cpu.stat");
        let text = fs::read_to_string(&path);
        let text = text.with_context(|| format!("cannot read {}", path.display()))?;
        let micros = text
            .lines()
            .find_map(|line| line.strip_prefix("usage_usec "));
        let micros = micros.with_context(|| format!("{} has no usage_usec", path.display()))?;
        Ok(Duration::from_micros(micros.trim().parse()?))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if self.removes {
            // It stays where somebody is still in it.
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// Puts the calling process into the cgroup `name` below the root, which is made if it is
/// not there, and gives it that weight.
///
/// # Errors
///
/// With the kernel's reason, such as that there are no cgroups or that it needs root.
pub fn enter(name: &str, weight: u32) -> Result<()> {
    let mut group = Group::root()?.child(name, weight)?;
    group.removes = false;
    group.add(0)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {text} to {}", path.display()))
}
