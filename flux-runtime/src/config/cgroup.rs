//! From a cgroup's path to what the kernel side compares: its id and how deep it lies.
//!
//! The id of a cgroup is the inode of its directory. It lives as long as the directory:
//! one that is removed and made again has another, so paths are looked up again from
//! time to time.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Inode of the root of all cgroups. A mount that begins lower, as in a container,
/// has another one, and paths in it say nothing about how deep a cgroup lies.
const ROOT_INODE: u64 = 1;

/// A cgroup, as rules name it: a path from the root of the cgroups on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CgroupPath(String);

/// A cgroup that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cgroup {
    /// Its id.
    pub id: u64,
    /// How deep it lies: 0 is the root.
    pub level: u32,
}

impl CgroupPath {
    /// Takes a path such as `/system.slice/ssh.service`.
    ///
    /// # Errors
    /// What is wrong with it, and how it should be.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if !text.starts_with('/') {
            return Err("begin it with `/`, the root of all cgroups");
        }
        let path = text.trim_end_matches('/');
        let mut parts = path.split('/').skip(1);
        if parts.any(|part| matches!(part, "" | "." | "..")) {
            return Err("name each cgroup on the way once, without `.`, `..` and empty parts");
        }
        if text.contains('\0') {
            return Err("no path holds a 0 byte");
        }
        Ok(Self(path.to_owned()))
    }

    /// As it is written, without a `/` at the end.
    pub fn text(&self) -> &str {
        if self.0.is_empty() { "/" } else { &self.0 }
    }

    /// The cgroup, if it exists below `root`, where the cgroups are mounted.
    pub fn find(&self, root: &Path) -> Option<Cgroup> {
        let metadata = fs::metadata(root.join(self.0.trim_start_matches('/'))).ok()?;
        let level = self.0.matches('/').count();
        metadata.is_dir().then_some(Cgroup {
            id: metadata.ino(),
            level: u32::try_from(level).ok()?,
        })
    }
}

/// Where version 2 of the cgroups is mounted from its root on.
pub fn mount() -> Option<PathBuf> {
    let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
    mount_points(&mounts)
        .into_iter()
        .find(|path| fs::metadata(path).is_ok_and(|found| found.ino() == ROOT_INODE))
}

/// The mount points of type cgroup2 in the text of /proc/self/mounts.
fn mount_points(mounts: &str) -> Vec<PathBuf> {
    let mut points = Vec::new();
    for line in mounts.lines() {
        let mut words = line.split_whitespace();
        let (_, point, kind) = (words.next(), words.next(), words.next());
        if let (Some(point), Some("cgroup2")) = (point, kind) {
            points.push(PathBuf::from(point));
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_at_the_root() {
        let text = |path| CgroupPath::parse(path).map(|path| path.text().to_owned());
        assert_eq!(text("/"), Ok("/".to_owned()));
        assert_eq!(text("/a/b/"), Ok("/a/b".to_owned()));
        for wrong in ["", "a", "/a//b", "/..", "/a/./b", "/a\0"] {
            assert!(text(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_cgroup_is_found_by_its_directory() -> std::io::Result<()> {
        let root = tempfile::tempdir()?;
        let inside = root.path().join("a/b");
        fs::create_dir_all(&inside)?;
        fs::write(inside.join("file"), "")?;
        let find = |path| CgroupPath::parse(path).ok()?.find(root.path());
        let found = find("/a/b");
        assert_eq!(found.map(|found| found.level), Some(2));
        assert_eq!(
            found.map(|found| found.id),
            Some(fs::metadata(&inside)?.ino())
        );
        assert_eq!(find("/").map(|found| found.level), Some(0));
        assert_eq!(find("/a/c"), None);
        assert_eq!(find("/a/b/file"), None, "not a directory");
        Ok(())
    }

    #[test]
    fn mounts_of_version_2_are_found() {
        let mounts = "proc /proc proc rw 0 0\n\
                      cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\n\
                      cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n";
        assert_eq!(
            mount_points(mounts),
            [PathBuf::from("/sys/fs/cgroup/unified")]
        );
        assert_eq!(mount_points("broken"), Vec::<PathBuf>::new());
    }
}
