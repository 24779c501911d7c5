//! A lock that lends the priority of its waiters to its holder.

use std::cell::UnsafeCell;
use std::io;
use std::mem::MaybeUninit;

use anyhow::{Context as _, Result};

/// The lock. It protects nothing but the time in which it is held.
pub struct PiMutex(Box<UnsafeCell<libc::pthread_mutex_t>>);

// SAFETY: a pthread mutex is made to be used by many threads, and nothing else is
// done with the cell.
unsafe impl Send for PiMutex {}
// SAFETY: as above.
unsafe impl Sync for PiMutex {}

impl PiMutex {
    /// A new one.
    ///
    /// # Errors
    ///
    /// When the C library has no such locks.
    pub fn new() -> Result<Self> {
        let mutex = Box::new(UnsafeCell::new(libc::PTHREAD_MUTEX_INITIALIZER));
        let mut attributes = MaybeUninit::uninit();
        // SAFETY: the attributes are initialized by the first call, used by the next
        // two and destroyed by the last; the mutex is initialized before anything else
        // uses it, and stays where it is.
        unsafe {
            check(libc::pthread_mutexattr_init(attributes.as_mut_ptr()))?;
            let protocol = libc::PTHREAD_PRIO_INHERIT;
            check(libc::pthread_mutexattr_setprotocol(
                attributes.as_mut_ptr(),
                protocol,
            ))?;
            check(libc::pthread_mutex_init(mutex.get(), attributes.as_ptr()))?;
            check(libc::pthread_mutexattr_destroy(attributes.as_mut_ptr()))?;
        }
        Ok(Self(mutex))
    }

    /// Calls `body` while the lock is held.
    ///
    /// # Errors
    ///
    /// When the kernel refuses the lock.
    pub fn while_held(&self, body: impl FnOnce()) -> Result<()> {
        // SAFETY: the mutex is initialized, and lives as long as `self`.
        check(unsafe { libc::pthread_mutex_lock(self.0.get()) }).context("cannot lock")?;
        body();
        // SAFETY: as above, and this thread holds it.
        check(unsafe { libc::pthread_mutex_unlock(self.0.get()) }).context("cannot unlock")
    }
}

impl Drop for PiMutex {
    fn drop(&mut self) {
        // SAFETY: whoever holds it has borrowed `self`, so nobody does.
        unsafe { libc::pthread_mutex_destroy(self.0.get()) };
    }
}

fn check(code: i32) -> Result<()> {
    if code == 0 {
        return Ok(());
    }
    Err(io::Error::from_raw_os_error(code).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thread_at_a_time_holds_it() {
        use std::sync::atomic::{AtomicU32, Ordering};
        let (lock, inside) = (PiMutex::new().unwrap(), AtomicU32::new(0));
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for _ in 0..100 {
                        lock.while_held(|| {
                            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                            inside.fetch_sub(1, Ordering::SeqCst);
                        })
                        .unwrap();
                    }
                });
            }
        });
    }
}
