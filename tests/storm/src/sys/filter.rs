//! System-call filters: the kernel runs them with migration disabled, but can
//! preempt them.

use std::io;

use anyhow::{Context as _, Result};
use load_parts::filter::LongFilter;

/// Gives the calling thread a filter that allows everything, slowly, before each of
/// its system calls.
///
/// # Errors
///
/// When the kernel has no such filters.
pub fn install_long_filter() -> Result<()> {
    let step = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0);
    let mut filter = LongFilter::new(step, libc::SECCOMP_RET_ALLOW);
    let program = filter.program();
    // SAFETY: integers only.
    let no_new = unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) };
    // SAFETY: the kernel copies the program, which lives until then in `filter`.
    let set = unsafe {
        libc::syscall(
            libc::SYS_seccomp,
            libc::SECCOMP_SET_MODE_FILTER,
            0,
            &raw const program,
        )
    };
    if no_new != 0 || set != 0 {
        return Err(io::Error::last_os_error()).context("cannot install a system-call filter");
    }
    Ok(())
}
