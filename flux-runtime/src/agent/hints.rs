//! Lends the table of hints to applications, through a socket.
//!
//! Who may have it, the socket's owner and mode say: what the kernel lets connect gets the
//! table, for reading and writing, and keeps it as long as it likes. A table whose scheduler
//! has ended is memory that nobody reads.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crate::error::Error;

/// A socket at which applications get the table, until this is dropped.
#[derive(Debug)]
pub struct Lending {
    path: PathBuf,
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Lending {
    /// Starts to listen at `path`. A socket that an agent has left there is replaced.
    ///
    /// # Errors
    /// If there cannot be a socket at that path.
    pub fn start(path: &Path, table: OwnedFd) -> Result<Self, Error> {
        let error = |source| Error::System {
            doing: format!("listening at {}", path.display()),
            source,
        };
        remove_socket(path).map_err(error)?;
        let listener = UnixListener::bind(path).map_err(error)?;
        let ends = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&ends);
        let thread = std::thread::Builder::new()
            .name("flux-hints".to_owned())
            .spawn(move || lend(&listener, &table, &seen))
            .map_err(error)?;
        Ok(Self {
            path: path.to_owned(),
            ends,
            thread: Some(thread),
        })
    }
}

impl Drop for Lending {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Release);
        // Wakes the thread up. If nobody can connect any more, it waits for the process to end.
        if std::os::unix::net::UnixStream::connect(&self.path).is_ok()
            && let Some(thread) = self.thread.take()
        {
            // It does not panic, and if it did, nothing is to be done about it here.
            let _ = thread.join();
        }
        // It may have been removed by others.
        let _ = remove_socket(&self.path);
    }
}

/// Removes a socket, and nothing else.
fn remove_socket(path: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(path) {
        Ok(data) if data.file_type().is_socket() => std::fs::remove_file(path),
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            "something else than a socket is there",
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn lend(listener: &UnixListener, table: &OwnedFd, ends: &AtomicBool) {
    for application in listener.incoming() {
        if ends.load(Ordering::Acquire) {
            return;
        }
        // One that has gone, or does not listen, is its own loss.
        if let Ok(application) = application {
            let _ = flux_hint::lend(&application, table.as_fd());
        } else {
            // Too many open files, say: no reason to ask without a pause.
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applications_get_the_table_until_it_ends() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("hints");
        let table = tempfile::tempfile().unwrap();
        table.set_len(u64::from(flux_hint::SLOTS) * 16).unwrap();
        let lending = Lending::start(&path, table.into()).unwrap();
        let first = flux_hint::Hints::connect(&path).unwrap();
        flux_hint::Hints::connect(&path).unwrap();
        drop(lending);
        assert!(!path.exists());
        // What was borrowed stays.
        first.this_thread().unwrap().clear();
    }

    #[test]
    fn only_a_socket_is_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("hints");
        let table = || OwnedFd::from(tempfile::tempfile().unwrap());
        drop(UnixListener::bind(&path).unwrap());
        drop(Lending::start(&path, table()).unwrap());
        std::fs::write(&path, "mine").unwrap();
        assert!(Lending::start(&path, table()).is_err());
        assert!(path.exists());
    }
}
