//! Pages that are not there until somebody answers the fault of who touches them
//! (userfaultfd).

use std::io;
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::ptr::NonNull;
use std::time::Duration;

use anyhow::{Context as _, Result};
use rustix::mm::{Advice, MapFlags, ProtFlags, UserfaultfdFlags};

// Requests and values of the kernel's include/uapi/linux/userfaultfd.h.
const UFFD_API: u64 = 0xaa;
const UFFDIO_API: u64 = 0xc018_aa3f;
const UFFDIO_REGISTER: u64 = 0xc020_aa00;
const UFFDIO_ZEROPAGE: u64 = 0xc020_aa04;
const UFFDIO_REGISTER_MODE_MISSING: u64 = 1;
const UFFD_EVENT_PAGEFAULT: u8 = 0x12;

const PAGE_BYTES: usize = 4096;

/// Arguments of all three requests.
type Request = [u64; 4];

/// What a fault is reported as.
#[repr(C)]
struct Message {
    event: u8,
    reserved: [u8; 7],
    flags: u64,
    address: u64,
    more: u64,
}

/// A page.
pub struct Page(NonNull<u8>);

// SAFETY: an address, that of memory which nobody but the kernel reads or writes.
unsafe impl Send for Page {}
// SAFETY: as above.
unsafe impl Sync for Page {}

impl Page {
    fn new() -> Result<Self> {
        // SAFETY: a new mapping at an address of the kernel's choice.
        let memory = unsafe {
            rustix::mm::mmap_anonymous(
                std::ptr::null_mut(),
                PAGE_BYTES,
                ProtFlags::READ | ProtFlags::WRITE,
                MapFlags::PRIVATE,
            )
        };
        let memory = memory.context("no memory for a page")?;
        NonNull::new(memory.cast())
            .map(Self)
            .context("no memory for a page")
    }

    /// Where it is.
    pub fn address(&self) -> *const u8 {
        self.0.as_ptr()
    }

    /// Lets the next who touches it fault.
    ///
    /// # Errors
    ///
    /// With the kernel's reason.
    pub fn forget(&self) -> Result<()> {
        // SAFETY: a whole page of ours, which no reference exists to.
        unsafe { rustix::mm::madvise(self.0.as_ptr().cast(), PAGE_BYTES, Advice::LinuxDontNeed) }
            .context("cannot forget a page")
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // SAFETY: as in `forget`; nobody has its address any more.
        let _ = unsafe { rustix::mm::munmap(self.0.as_ptr().cast(), PAGE_BYTES) };
    }
}

/// Where faults of some pages are reported and answered.
pub struct Answering(OwnedFd);

impl Answering {
    /// So many new pages, and who answers for them.
    ///
    /// # Errors
    ///
    /// When the kernel has no such thing.
    pub fn with_pages(count: usize) -> Result<(Self, Vec<Page>)> {
        // SAFETY: its faults are answered by `answer`, on which no memory but the pages
        // depends.
        let file = unsafe {
            rustix::mm::userfaultfd(UserfaultfdFlags::CLOEXEC | UserfaultfdFlags::NONBLOCK)
        };
        let answering = Self(file.context("the kernel has no userfaultfd")?);
        answering.request(UFFDIO_API, [UFFD_API, 0, 0, 0])?;
        let pages: Vec<Page> = (0..count).map(|_| Page::new()).collect::<Result<_>>()?;
        for page in &pages {
            let (start, bytes) = (page.address() as u64, PAGE_BYTES as u64);
            answering.request(
                UFFDIO_REGISTER,
                [start, bytes, UFFDIO_REGISTER_MODE_MISSING, 0],
            )?;
        }
        Ok((answering, pages))
    }

    fn request(&self, request: u64, mut arguments: Request) -> io::Result<()> {
        // SAFETY: these requests read and write no more than these four words, and touch
        // registered pages only.
        let result = unsafe { libc::ioctl(self.0.as_raw_fd(), request, arguments.as_mut_ptr()) };
        if result < 0 {
            Err(io::Error::last_os_error())
        } else {
            Ok(())
        }
    }

    /// Waits a moment for a fault, and for `pause` before answering it with an empty
    /// page; gives whether there was one.
    ///
    /// # Errors
    ///
    /// With the kernel's reason.
    pub fn answer(&self, pause: impl FnOnce() -> Duration) -> Result<bool> {
        let Some(address) = self.fault()? else {
            std::thread::sleep(Duration::from_micros(200));
            return Ok(false);
        };
        std::thread::sleep(pause());
        let page = address & !(PAGE_BYTES as u64 - 1);
        match self.request(UFFDIO_ZEROPAGE, [page, PAGE_BYTES as u64, 0, 0]) {
            // Somebody else was quicker.
            Err(error) if error.raw_os_error() == Some(libc::EEXIST) => Ok(true),
            other => other.map(|()| true).context("cannot answer a fault"),
        }
    }

    /// The address of a fault that waits for an answer.
    fn fault(&self) -> Result<Option<u64>> {
        let mut bytes = [0u8; size_of::<Message>()];
        match rustix::io::read(&self.0, &mut bytes) {
            Ok(count) if count == bytes.len() && bytes[0] == UFFD_EVENT_PAGEFAULT => {
                let at = std::mem::offset_of!(Message, address);
                let address = bytes.get(at..at + 8).and_then(|b| b.try_into().ok());
                Ok(address.map(u64::from_le_bytes))
            }
            Ok(_) => Ok(None),
            Err(rustix::io::Errno::AGAIN) => Ok(None),
            Err(error) => Err(error).context("cannot read faults"),
        }
    }
}
