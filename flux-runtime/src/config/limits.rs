//! `[limits]`: sizes that are fixed when a scheduler is loaded.

use super::reader::{Entry, Reader};
use crate::load::sizes::MAX_MAX_THREADS;

/// The largest `exit_dump_len`, in bytes.
pub const MAX_DUMP_LEN: u32 = 16 << 20;
/// The keys.
const KEYS: [&str; 2] = ["max_threads", "exit_dump_len"];

/// What a file says of them; what it leaves out is the command line's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Threads that can be told apart.
    pub max_threads: Option<u32>,
    /// Bytes of the kernel's debug dump to keep; 0: the kernel's default.
    pub exit_dump_len: Option<u32>,
}

impl Limits {
    /// In words; empty if nothing is said.
    pub fn explain(&self) -> String {
        let mut text = String::new();
        if let Some(max_threads) = self.max_threads {
            text += &format!("max_threads: {max_threads}\n");
        }
        if let Some(exit_dump_len) = self.exit_dump_len {
            text += &format!("exit_dump_len: {exit_dump_len} bytes\n");
        }
        text
    }
}

/// Reads `[limits]`.
pub fn read<'t>(reader: &mut Reader<'t>, entry: &Entry<'t>) -> Limits {
    let mut limits = Limits::default();
    for entry in reader.table(entry) {
        match entry.key {
            "max_threads" => limits.max_threads = number(reader, &entry, 1, MAX_MAX_THREADS),
            "exit_dump_len" => limits.exit_dump_len = number(reader, &entry, 0, MAX_DUMP_LEN),
            _ => reader.unknown(&entry, "limit", KEYS),
        }
    }
    limits
}

fn number<'t>(reader: &mut Reader<'t>, entry: &Entry<'t>, min: u32, max: u32) -> Option<u32> {
    let number = reader.integer(entry, min.into(), max.into())?;
    u32::try_from(number).ok()
}
