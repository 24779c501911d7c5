//! The system calls that rustix has no safe call for: fork, scheduling classes,
//! and an alarm. And the state of a thread.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, WaitOptions};

/// The scheduling policy of a thread, as far as the loads use them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// `SCHED_OTHER`: the class that a sched_ext scheduler takes over.
    Other,
    /// `SCHED_BATCH`: the same class.
    Batch,
    /// `SCHED_IDLE`: the same class.
    Idle,
    /// `SCHED_EXT`: the same class while such a scheduler is attached, and
    /// otherwise that of `SCHED_OTHER`. Kernels without sched_ext refuse it.
    Ext,
    /// `SCHED_FIFO` with this priority, 1 to 99.
    Fifo(i32),
}

impl Class {
    /// As the kernel has it.
    fn policy_and_priority(self) -> (i32, i32) {
        match self {
            Self::Other => (libc::SCHED_OTHER, 0),
            Self::Batch => (libc::SCHED_BATCH, 0),
            Self::Idle => (libc::SCHED_IDLE, 0),
            Self::Ext => (SCHED_EXT, 0),
            Self::Fifo(priority) => (libc::SCHED_FIFO, priority),
        }
    }
}

/// The policy's number, which libc has no name for yet.
const SCHED_EXT: i32 = 7;

/// Puts a thread (none: the caller) into a class, and asks the kernel whether it is.
///
/// # Errors
///
/// When it is not.
pub fn set_class(thread: Option<Pid>, class: Class) -> Result<()> {
    request_class(thread, class)?;
    let (tid, (policy, _)) = (Pid::as_raw(thread), class.policy_and_priority());
    // SAFETY: takes and gives integers only.
    let now = unsafe { libc::sched_getscheduler(tid) };
    if now != policy {
        bail!("thread {tid} was made {class:?}, but its policy is {now}");
    }
    Ok(())
}

/// Puts a thread (none: the caller) into a class, from which somebody else may be
/// taking it again.
///
/// # Errors
///
/// With the kernel's reason.
pub fn request_class(thread: Option<Pid>, class: Class) -> Result<()> {
    let tid = Pid::as_raw(thread);
    let (policy, priority) = class.policy_and_priority();
    let param = libc::sched_param {
        sched_priority: priority,
    };
    // SAFETY: `param` is a valid sched_param that the call only reads.
    if unsafe { libc::sched_setscheduler(tid, policy, &raw const param) } != 0 {
        return Err(io::Error::last_os_error())
            .with_context(|| format!("thread {tid} cannot be made {class:?} (needs root)"));
    }
    Ok(())
}

/// Leaves the calling thread in the ordinary class and asks the kernel for a slice:
/// EEVDF serves threads with short slices sooner.
///
/// # Errors
///
/// With the kernel's reason; before 6.12 it takes no notice.
pub fn set_slice(nice: i32, slice_ns: u64) -> Result<()> {
    let attributes = libc::sched_attr {
        size: size_of::<libc::sched_attr>() as u32,
        sched_policy: libc::SCHED_OTHER as u32,
        sched_flags: 0,
        sched_nice: nice,
        sched_priority: 0,
        sched_runtime: slice_ns,
        sched_deadline: 0,
        sched_period: 0,
    };
    // SAFETY: `attributes` is a valid sched_attr of the size that it names, which the
    // call only reads.
    if unsafe { libc::syscall(libc::SYS_sched_setattr, 0, &raw const attributes, 0) } != 0 {
        return Err(io::Error::last_os_error())
            .with_context(|| format!("the slice cannot be {slice_ns} ns"));
    }
    Ok(())
}

/// Ends this process by SIGALRM after so many seconds.
pub fn end_after(seconds: u32) {
    // SAFETY: takes and gives integers only.
    unsafe { libc::alarm(seconds) };
}

/// Set as soon as this process has a second thread; see [`fork`].
static HAS_THREADS: AtomicBool = AtomicBool::new(false);

/// To be called before the first thread is started.
pub fn threads_will_start() {
    HAS_THREADS.store(true, Ordering::Relaxed);
}

/// Starts a process that runs `body`, exits with what that gives, and does not
/// outlive this one. Threads must be started later: of a process that has
/// several, only the calling one would be in the child, with all locks as they
/// happened to be.
pub fn fork(body: impl FnOnce() -> i32) -> Result<Pid> {
    if HAS_THREADS.load(Ordering::Relaxed) {
        bail!("a process is started after threads; start it before them");
    }
    // SAFETY: there is one thread, so the child may do all that the parent may.
    let pid = unsafe { libc::fork() };
    match Pid::from_raw(pid) {
        Some(_) if pid < 0 => Err(io::Error::last_os_error()).context("fork failed"),
        Some(child) => Ok(child),
        None => {
            let tied = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
            let status = if tied.is_ok() { body() } else { EXIT_UNTIED };
            // SAFETY: ends the process at once, without the parent's exit handlers.
            unsafe { libc::_exit(status) }
        }
    }
}

/// Status of a child that could not tie its life to its parent's.
const EXIT_UNTIED: i32 = 255;

/// A helper process; killed if it is dropped before it was waited for.
#[derive(Debug)]
pub struct Helper {
    pid: Option<Pid>,
}

impl Helper {
    /// Starts `body` in a process; its error goes to standard error.
    pub fn start(what: &'static str, body: impl FnOnce() -> Result<()>) -> Result<Self> {
        let pid = fork(|| match body() {
            Ok(()) => 0,
            Err(error) => {
                eprintln!("helper process {what}: {error:#}");
                1
            }
        })?;
        Ok(Self { pid: Some(pid) })
    }

    /// Waits until the process has ended; fails unless it ended well.
    pub fn wait(mut self) -> Result<()> {
        let pid = self.pid.take();
        let status = rustix::process::waitpid(pid, WaitOptions::empty())?;
        match status.and_then(|(_, status)| status.exit_status()) {
            Some(0) => Ok(()),
            Some(status) => bail!("the helper process failed with status {status}"),
            None => bail!("the helper process was killed"),
        }
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        if let Some(pid) = self.pid {
            // Failure means that it has ended, which is what is wanted.
            let _ = rustix::process::kill_process(pid, Signal::KILL);
            let _ = rustix::process::waitpid(Some(pid), WaitOptions::empty());
        }
    }
}

/// The state letter in a thread's stat file.
pub fn state_of(thread: Pid) -> Option<char> {
    let path = format!("/proc/{}/stat", thread.as_raw_nonzero());
    let stat = std::fs::read_to_string(path).ok()?;
    let (_, rest) = stat.rsplit_once(") ")?;
    rest.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_not_forked_beside_threads() {
        threads_will_start();
        assert!(fork(|| 0).is_err());
    }
}
