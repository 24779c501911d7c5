//! Filters of the kernel that take as long as a filter may: of system calls, of sockets.

use std::io;
use std::os::fd::AsRawFd as _;
use std::os::unix::net::UnixDatagram;

/// As many instructions as a filter may have.
const LENGTH: u16 = 4096;

/// A filter that executes one instruction again and again, and then returns.
pub struct LongFilter(Vec<libc::sock_filter>);

impl LongFilter {
    /// `step` and `result` are an operation and its constant, as in `linux/bpf_common.h`;
    /// `result` is what `BPF_RET` returns.
    #[must_use]
    pub fn new((code, k): (u32, u32), result: u32) -> Self {
        let instruction = |code: u32, k: u32| libc::sock_filter {
            code: code as u16,
            jt: 0,
            jf: 0,
            k,
        };
        let mut program = vec![instruction(code, k); usize::from(LENGTH) - 1];
        program.push(instruction(libc::BPF_RET | libc::BPF_K, result));
        Self(program)
    }

    /// What the kernel takes. It is valid as long as the filter.
    pub fn program(&mut self) -> libc::sock_fprog {
        libc::sock_fprog {
            len: LENGTH,
            filter: self.0.as_mut_ptr(),
        }
    }
}

/// Gives the socket a filter that refuses everything, slowly.
///
/// # Errors
/// With the kernel's reason.
pub fn refuse_all_slowly(socket: &UnixDatagram) -> io::Result<()> {
    // What takes longest and stays one instruction: sockets have little memory for filters.
    let mut filter = LongFilter::new((libc::BPF_ALU | libc::BPF_DIV | libc::BPF_K, 3), 0);
    let program = filter.program();
    // SAFETY: the option is as large as said, and the kernel copies the program, which
    // lives until then.
    let set = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_ATTACH_FILTER,
            (&raw const program).cast(),
            size_of::<libc::sock_fprog>() as libc::socklen_t,
        )
    };
    if set == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}
