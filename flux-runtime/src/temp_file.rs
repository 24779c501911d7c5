//! Texts that are too long for a terminal, kept in files.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// File names that are tried before giving up.
const TRIES: u32 = 100;

/// Writes `text` to a new file `NAME-NUMBER.log` in the folder for temporary
/// files, and returns its path.
///
/// # Errors
/// If no file can be made there.
pub fn keep(name: &str, text: &str) -> io::Result<PathBuf> {
    keep_in(&std::env::temp_dir(), name, text)
}

fn keep_in(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    let mut number = 0;
    loop {
        let path = folder.join(format!("{name}-{number}.log"));
        // `create_new`: root must not follow somebody's link in a shared folder.
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < TRIES => {
                number += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_not_overwritten() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let first = keep_in(folder.path(), "hello-verifier", "one")?;
        let second = keep_in(folder.path(), "hello-verifier", "two")?;
        assert_ne!(first, second);
        assert_eq!(std::fs::read_to_string(first)?, "one");
        assert_eq!(std::fs::read_to_string(second)?, "two");
        Ok(())
    }
}
