//! Memory that a process shares with those it forks later.

use anyhow::{Context as _, Result};
use rustix::mm::{MapFlags, ProtFlags};

/// What may lie in shared memory.
///
/// # Safety
///
/// All bytes zero must be a valid value, it must have no destructor, and all that
/// is ever written in it must be atomics: other processes do that at any time.
pub unsafe trait Shareable: Sync {}

/// So many values, all zero, that processes forked from here on share. They stay
/// until the process ends.
///
/// # Errors
///
/// When there is not that much memory.
pub fn slice<T: Shareable>(count: usize) -> Result<&'static [T]> {
    const {
        assert!(align_of::<T>() <= 4096, "mappings start at a page");
        assert!(size_of::<T>() > 0, "nothing needs no memory");
    }
    let bytes = count.max(1).checked_mul(size_of::<T>());
    let bytes = bytes.with_context(|| format!("{count} values are more than memory can hold"))?;
    // SAFETY: a new mapping at an address of the kernel's choice; nothing else can
    // refer to it.
    let memory = unsafe {
        rustix::mm::mmap_anonymous(
            std::ptr::null_mut(),
            bytes,
            ProtFlags::READ | ProtFlags::WRITE,
            MapFlags::SHARED,
        )
    }
    .with_context(|| format!("no memory to share for {count} values"))?;
    // SAFETY: the mapping is aligned, zeroed, at least this large and never unmapped;
    // zero is a valid value and all writing is by atomics, as `Shareable` promises.
    Ok(unsafe { std::slice::from_raw_parts(memory.cast::<T>(), count) })
}

/// One such value.
///
/// # Errors
///
/// When there is not that much memory.
pub fn value<T: Shareable>() -> Result<&'static T> {
    slice(1)?.first().context("one value is there")
}
