//! What a build script tells cargo, and where its files go.

use crate::error::Error;
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// Run the build script again when this changes. A file that does not exist
/// yet counts as changed.
pub fn rerun_if_changed(path: &Path) {
    println!("cargo::rerun-if-changed={}", path.display());
}

/// Run the build script again when this variable changes.
pub fn rerun_if_env_changed(name: &str) {
    println!("cargo::rerun-if-env-changed={name}");
}

/// Stops the build with one line. Unlike an exit status this does not make
/// cargo show everything else that the script has printed.
pub fn error(message: &impl Display) {
    let message = message.to_string().replace('\n', " ");
    println!("cargo::error={message}");
}

/// A line that every `cargo build` shows.
pub fn warning(message: &str) {
    println!("cargo::warning={message}");
}

/// A line that `cargo build -vv` shows, and that cargo keeps in the file
/// `output` beside `OUT_DIR`.
pub fn note(message: &str) {
    println!("flux: {message}");
}

/// How many processes cargo lets run at a time.
pub fn jobs() -> usize {
    let jobs = std::env::var("NUM_JOBS").ok();
    let jobs = jobs.and_then(|jobs| jobs.parse().ok());
    jobs.unwrap_or(1).max(1)
}

/// The folder from a variable that cargo sets for build scripts.
///
/// # Errors
/// If it is not set: this is not a build script.
pub fn folder(variable: &'static str) -> Result<PathBuf, Error> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .ok_or(Error::NotABuildScript(variable))
}

/// `target/PROFILE/flux`, where people find what a build made; none if cargo
/// puts `OUT_DIR` somewhere that does not tell.
pub fn public_folder(out_dir: &Path) -> Option<PathBuf> {
    // target/PROFILE/build/PACKAGE-HASH/out, with more levels in newer layouts.
    let build = out_dir
        .ancestors()
        .skip(1)
        .find(|dir| dir.ends_with("build"))?;
    Some(build.parent()?.join("flux"))
}

/// Writes a file unless it holds this already, so that its age tells when it
/// last changed.
///
/// # Errors
/// If it cannot be written.
pub fn write_if_changed(path: &Path, content: &[u8]) -> Result<(), Error> {
    if std::fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    std::fs::write(path, content).map_err(Error::io("write", path))
}

/// Removes a file that an earlier build may have left.
///
/// # Errors
/// If it is there and cannot be removed.
pub fn remove(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("remove", path)(error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_folder_follows_from_out_dir() {
        let folder = |dir: &str| public_folder(Path::new(dir));
        let expected = Some(PathBuf::from("/x/target/debug/flux"));
        assert_eq!(folder("/x/target/debug/build/hello-0123/out"), expected);
        assert_eq!(folder("/x/target/debug/build/hello/0123/out"), expected);
        assert_eq!(folder("/somewhere/out"), None);
    }

    #[test]
    fn a_file_that_is_the_same_is_not_touched() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let file = dir.path().join("f");
        write_if_changed(&file, b"one").expect("written");
        let long_ago = std::time::SystemTime::UNIX_EPOCH;
        let handle = std::fs::File::options()
            .write(true)
            .open(&file)
            .expect("open");
        handle.set_modified(long_ago).expect("settable");
        write_if_changed(&file, b"one").expect("kept");
        assert_eq!(
            std::fs::metadata(&file)
                .and_then(|data| data.modified())
                .ok(),
            Some(long_ago)
        );
        write_if_changed(&file, b"two").expect("written");
        assert_ne!(
            std::fs::metadata(&file)
                .and_then(|data| data.modified())
                .ok(),
            Some(long_ago)
        );
    }
}
