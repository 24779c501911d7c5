//! `Table`: an array in a map, read while the kernel writes it.
//!
//! Invariant: reads stay within the mapping. Each word is read whole; a record
//! of several words may be half old and half new, which readers must expect.

use std::os::fd::BorrowedFd;
use std::ptr;

use memmap2::{MmapOptions, MmapRaw};

use super::layout::Plain;

/// An array of `count` elements of `stride` bytes, mapped from a map's memory.
pub struct Table {
    map: MmapRaw,
    stride: usize,
    count: usize,
}

impl Table {
    /// Maps the only element of the array map `fd`.
    ///
    /// # Errors
    /// If the kernel refuses to map it.
    pub fn map(fd: BorrowedFd<'_>, stride: usize, count: usize) -> std::io::Result<Self> {
        let map = MmapOptions::new()
            .len(stride * count)
            .map_raw_read_only(&fd)?;
        Ok(Self { map, stride, count })
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Reads a `T` at `offset` of element `index`; `None` if there is no such
    /// place.
    pub fn read<T: Plain>(&self, index: usize, offset: usize) -> Option<T> {
        if index >= self.count || offset.checked_add(size_of::<T>())? > self.stride {
            return None;
        }
        let at = index * self.stride + offset;
        if !at.is_multiple_of(align_of::<T>()) {
            return None;
        }
        // SAFETY: the mapping is `stride * count` bytes long, starts at a page
        // and lives as long as `self`; the two checks above keep the read
        // inside of it and aligned. `Plain` types take any bytes, and volatile
        // keeps the compiler from assuming that nobody else writes.
        Some(unsafe { ptr::read_volatile(self.map.as_ptr().add(at).cast::<T>()) })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::fd::AsFd;

    use super::*;

    #[test]
    fn reads_stay_inside() -> std::io::Result<()> {
        let mut file = tempfile::tempfile()?;
        for word in 1..=8u32 {
            file.write_all(&word.to_ne_bytes())?;
        }
        let table = Table::map(file.as_fd(), 16, 2)?;
        assert_eq!(table.len(), 2);
        assert_eq!(table.read::<u32>(0, 0), Some(1));
        assert_eq!(table.read::<u32>(1, 12), Some(8));
        assert_eq!(table.read::<u32>(1, 16), None);
        assert_eq!(table.read::<u32>(2, 0), None);
        assert_eq!(table.read::<u32>(0, 13), None);
        assert_eq!(table.read::<u32>(0, 2), None, "not aligned");
        assert_eq!(table.read::<u32>(0, usize::MAX), None);
        Ok(())
    }
}
