//! System-call filters: the kernel runs them with migration disabled, but can
//! preempt them.

use std::io;

use anyhow::{Context as _, Result};

/// As many instructions as a filter may have, so that it takes a while.
const LENGTH: usize = 4096;

/// Gives the calling thread a filter that allows everything, slowly, before each of
/// its system calls.
///
/// # Errors
///
/// When the kernel has no such filters.
pub fn install_long_filter() -> Result<()> {
    let instruction = |code: u32, k: u32| libc::sock_filter {
        code: code as u16,
        jt: 0,
        jf: 0,
        k,
    };
    let load = instruction(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0);
    let mut program = vec![load; LENGTH - 1];
    program.push(instruction(
        libc::BPF_RET | libc::BPF_K,
        libc::SECCOMP_RET_ALLOW,
    ));
    let filter = libc::sock_fprog {
        len: u16::try_from(program.len())?,
        filter: program.as_mut_ptr(),
    };
    // SAFETY: integers only.
    let no_new = unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) };
    // SAFETY: the kernel copies the program, which lives until then.
    let set = unsafe {
        libc::syscall(
            libc::SYS_seccomp,
            libc::SECCOMP_SET_MODE_FILTER,
            0,
            &raw const filter,
        )
    };
    if no_new != 0 || set != 0 {
        return Err(io::Error::last_os_error()).context("cannot install a system-call filter");
    }
    Ok(())
}
