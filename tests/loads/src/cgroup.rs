//! A cgroup for a process, with a weight.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// Where cgroups of version 2 are mounted.
const MOUNT: &str = "/sys/fs/cgroup";

/// Puts the calling process into the cgroup `name` below the root, which is made if it is
/// not there, and gives it that weight.
///
/// # Errors
///
/// With the kernel's reason, such as that there are no cgroups or that it needs root.
pub fn enter(name: &str, weight: u32) -> Result<()> {
    let root = Path::new(MOUNT);
    write(&root.join("cgroup.subtree_control"), "+cpu")?;
    let group = root.join(name);
    if !group.is_dir() {
        fs::create_dir(&group).with_context(|| format!("cannot make {}", group.display()))?;
    }
    write(&group.join("cpu.weight"), &weight.to_string())?;
    write(&group.join("cgroup.procs"), "0")
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {text} to {}", path.display()))
}
