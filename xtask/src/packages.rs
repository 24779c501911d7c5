//! What this machine has: programs and system packages.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// Finds a program in `PATH`, or where Debian keeps those for administrators,
/// which a user's `PATH` leaves out.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|directory| directory.join(name))
        .find(|candidate| candidate.is_file())
}

/// The test machine's userspace.
pub fn busybox() -> Result<PathBuf> {
    let candidates = ["/bin/busybox", "/usr/bin/busybox"];
    match candidates.iter().map(Path::new).find(|path| path.is_file()) {
        Some(path) => Ok(path.to_owned()),
        None => bail!(
            "busybox is not installed; `cargo xtask demo` installs it, \
             or install the package busybox-static"
        ),
    }
}
