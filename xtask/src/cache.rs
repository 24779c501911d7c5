//! What is fetched once and kept: the user's cache, not the build's. It survives
//! `cargo clean` and serves every clone.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use tempfile::TempDir;

/// The directory for `kind` of things; created if need be.
pub fn directory(kind: &str) -> Result<PathBuf> {
    let base = match std::env::var_os("XDG_CACHE_HOME").filter(|value| !value.is_empty()) {
        Some(directory) => PathBuf::from(directory),
        None => {
            let home = std::env::var_os("HOME").context(
                "neither HOME nor XDG_CACHE_HOME is set; set one: \
                 what is fetched for tests is kept there",
            )?;
            PathBuf::from(home).join(".cache")
        }
    };
    let directory = base.join("flux").join(kind);
    fs::create_dir_all(&directory)
        .with_context(|| format!("cannot create {}", directory.display()))?;
    Ok(directory)
}

/// Moves a finished directory to its place in the cache, in one rename: another
/// process sees the whole or nothing. If one was quicker, its copy is as good.
pub fn keep(finished: TempDir, target: &Path) -> Result<PathBuf> {
    match fs::rename(finished.path(), target) {
        Ok(()) => {
            // It has moved; there is nothing left to remove.
            let _ = finished.keep();
        }
        Err(_) if target.is_dir() => {}
        Err(error) => {
            return Err(error).with_context(|| format!("cannot create {}", target.display()));
        }
    }
    Ok(target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_copy_stays() {
        let cache = tempfile::tempdir().unwrap();
        let target = cache.path().join("1.0");
        for content in ["first", "second"] {
            let finished = TempDir::new_in(cache.path()).unwrap();
            fs::write(finished.path().join("file"), content).unwrap();
            keep(finished, &target).unwrap();
        }
        assert_eq!(fs::read_to_string(target.join("file")).unwrap(), "first");
        assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 1);
    }
}
