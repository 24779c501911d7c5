//! What a lack of memory is told as: how much is needed, and what limits it.

use crate::error::Error;
use crate::machine::limits;

/// Bytes of a MiB.
const MIB: u64 = 1 << 20;

/// The error; `detail` says what could not be had.
pub fn error(needed_mib: u64, detail: String) -> Error {
    let mut limits_found = Vec::new();
    if let Some((file, bytes)) = limits::cgroup_memory() {
        limits_found.push(format!(
            "this cgroup may use {} MiB ({})",
            bytes / MIB,
            file.display()
        ));
    }
    if let Some(bytes) = limits::address_space() {
        limits_found.push(format!(
            "this process may use {} MiB of addresses (ulimit -v)",
            bytes / MIB
        ));
    }
    let limits = if limits_found.is_empty() {
        "there is no limit on this process, so the machine itself is short of memory".to_owned()
    } else {
        limits_found.join(", ")
    };
    Error::OutOfMemory {
        needed_mib,
        detail,
        limits,
    }
}
