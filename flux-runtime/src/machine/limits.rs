//! How much memory this process may use.

use std::fs;
use std::path::{Path, PathBuf};

/// Where cgroups are mounted.
const CGROUPS: &str = "/sys/fs/cgroup";

/// The smallest limit on the memory of this process' cgroup and those above it,
/// in bytes, and the file that sets it; `None` if there is no limit.
pub fn cgroup_memory() -> Option<(PathBuf, u64)> {
    let membership = fs::read_to_string("/proc/self/cgroup").ok()?;
    let own = Path::new(CGROUPS).join(own_cgroup(&membership)?);
    own.ancestors()
        .take_while(|folder| folder.starts_with(CGROUPS))
        .filter_map(|folder| {
            let file = folder.join("memory.max");
            // "max", no limit, is no number.
            let bytes = fs::read_to_string(&file).ok()?.trim().parse().ok()?;
            Some((file, bytes))
        })
        .min_by_key(|(_, bytes)| *bytes)
}

/// This process' cgroup (version 2), relative to their root.
fn own_cgroup(membership: &str) -> Option<&str> {
    membership
        .lines()
        .find_map(|line| line.strip_prefix("0::/"))
}

/// The limit on this process' addresses (`ulimit -v`), in bytes.
pub fn address_space() -> Option<u64> {
    soft_limit(&fs::read_to_string("/proc/self/limits").ok()?)
}

fn soft_limit(limits: &str) -> Option<u64> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max address space"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soft_limit_counts() {
        let line = |soft: &str| {
            format!(
                "Max cpu time  unlimited  seconds\nMax address space         {soft}            unlimited            bytes     \n"
            )
        };
        assert_eq!(soft_limit(&line("67108864")), Some(67_108_864));
        assert_eq!(soft_limit(&line("unlimited")), None);
        assert_eq!(soft_limit(""), None);
    }

    #[test]
    fn version_2_of_cgroups_counts() {
        assert_eq!(own_cgroup("0::/user.slice/x\n"), Some("user.slice/x"));
        assert_eq!(own_cgroup("1:name=systemd:/a\n0::/\n"), Some(""));
        assert_eq!(own_cgroup("4:memory:/a\n"), None);
    }
}
