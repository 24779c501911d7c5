//! The matcher of names, `glob.bpf.h`, compiled for this machine.

/// `FLUX_COMM_LEN`.
pub const COMM_LEN: usize = 16;
/// The size of a `struct flux_glob`.
pub const GLOB_BYTES: usize = 516;

unsafe extern "C" {
    fn structures_glob_fits(glob: *const u16, name: *const u8) -> bool;
}

/// Whether a name fits a `struct flux_glob`, which is handed over as its words.
pub fn fits(glob: &[u16; GLOB_BYTES / 2], name: &[u8; COMM_LEN]) -> bool {
    // SAFETY: `glob` has the size and alignment of the struct, of which any bits are a
    // value, and `name` has as many bytes as are read; both outlive the call.
    unsafe { structures_glob_fits(glob.as_ptr(), name.as_ptr()) }
}
