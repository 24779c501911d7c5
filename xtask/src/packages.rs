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

/// Whether this machine is the Debian of that code name.
pub fn is_debian(code_name: &str) -> bool {
    let os_release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let has = |wanted: &str| os_release.lines().any(|line| line == wanted);
    has("ID=debian") && has(&format!("VERSION_CODENAME={code_name}"))
}
