//! Lets a thread run before all threads that sched_ext schedules.

/// Makes the calling thread a real-time one, of the lowest priority. Where that is
/// not allowed it stays as it is: its looks come late then, and are as good.
pub fn become_urgent() {
    let lowest = libc::sched_param { sched_priority: 1 };
    // SAFETY: the struct lives until the call returns, and 0 is the calling
    // thread; the call changes nothing else.
    let failed = unsafe { libc::sched_setscheduler(0, libc::SCHED_FIFO, &lowest) } != 0;
    if failed {
        let error = std::io::Error::last_os_error();
        eprintln!("flux-check: no real-time priority for the checks ({error}); they may come late");
    }
}
