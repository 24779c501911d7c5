//! How the table gets from the agent to applications: as an open file, through a socket.

use std::io::{self, IoSlice, IoSliceMut};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::Path;

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};

/// Slots of the table.
pub const SLOTS: u32 = 4096;

/// What comes with the file: "fluxhint" and a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hello([u8; 16]);

impl Hello {
    /// Of this version.
    pub const NOW: Self = Self(*b"fluxhint\x01\0\0\0\x00\x10\0\0");
}

/// Sends the table to an application: the agent's part.
///
/// # Errors
///
/// When the application has gone.
pub fn lend(to: &UnixStream, table: BorrowedFd<'_>) -> io::Result<()> {
    let mut space = [std::mem::MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    let files = [table];
    if !control.push(SendAncillaryMessage::ScmRights(&files)) {
        return Err(io::Error::other("there is no room for a file"));
    }
    sendmsg(
        to,
        &[IoSlice::new(&Hello::NOW.0)],
        &mut control,
        SendFlags::NOSIGNAL,
    )?;
    Ok(())
}

/// Gets the table from the agent.
pub(crate) fn borrow(path: &Path) -> io::Result<OwnedFd> {
    let agent = UnixStream::connect(path)?;
    let mut space = [std::mem::MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut hello = [0; 16];
    let received = recvmsg(
        &agent,
        &mut [IoSliceMut::new(&mut hello)],
        &mut control,
        RecvFlags::CMSG_CLOEXEC,
    )?;
    if received.bytes != hello.len() || Hello(hello) != Hello::NOW {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "who listens there is no agent of this version",
        ));
    }
    let files = control.drain().filter_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut files) => files.next(),
        _ => None,
    });
    files
        .last()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the agent has sent no table"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::fd::AsFd as _;
    use std::os::unix::net::UnixListener;

    #[test]
    fn a_file_gets_through() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("hints");
        let listener = UnixListener::bind(&path).unwrap();
        let mut table = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut table, b"table").unwrap();
        let agent = std::thread::spawn(move || {
            let (to, _) = listener.accept().unwrap();
            lend(&to, table.as_fd()).unwrap();
        });
        let borrowed = std::fs::File::from(borrow(&path).unwrap());
        agent.join().unwrap();
        assert_eq!(borrowed.metadata().unwrap().len(), 5);
        assert!(borrow(&directory.path().join("nobody")).is_err());
    }

    #[test]
    fn a_stranger_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("hints");
        let listener = UnixListener::bind(&path).unwrap();
        let stranger = std::thread::spawn(move || {
            let (mut to, _) = listener.accept().unwrap();
            io::Write::write_all(&mut to, b"HTTP/1.1 400 Bad").unwrap();
        });
        assert!(borrow(&path).is_err());
        stranger.join().unwrap();
    }
}
