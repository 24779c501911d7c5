//! Opening, loading and attaching a scheduler: `Opened` → `Loaded` →
//! `Attached`.
//!
//! One runtime opens the object of any hierarchy, so that a user's build needs
//! neither bindgen nor a generated skeleton. What differs between objects is
//! read from the object itself (`flux_layout`, BTF).

pub mod btf;
mod lines;
mod memory;
pub mod messages;
mod open;
mod optional;
mod phases;
pub mod rejection;
mod rules;
pub mod sizes;
mod source;
mod tune;

pub use open::{Opened, holders};
pub use phases::{Attached, ExitState};
pub use rules::LiveRules;
pub use tune::{Setting, Value};

use std::path::PathBuf;

use crate::api::{Hierarchy, Node};
use crate::data::layout::Rule;

/// `SCX_EXIT_DUMP_DFL_LEN`: what the kernel writes unless told otherwise.
const KERNEL_DUMP_LEN: u32 = 32_768;

/// A hierarchy without its type, so that the runtime is compiled once.
#[derive(Clone, Copy)]
pub struct Description {
    /// Its name, `hello`.
    pub name: &'static str,
    /// The BPF object.
    pub object: &'static [u8],
    /// Its instances, the root first.
    pub nodes: &'static [Node],
    /// The instance that gets new threads, as an index into `nodes`.
    pub new_threads: usize,
}

impl Description {
    /// Describes hierarchy `H`.
    pub fn of<H: Hierarchy>() -> Self {
        Self {
            name: H::NAME,
            object: H::OBJECT,
            nodes: H::NODES,
            new_threads: H::NEW_THREADS,
        }
    }
}

/// What the user chose.
#[derive(Clone, Debug)]
pub struct Options {
    /// Threads that get an id.
    pub max_threads: u32,
    /// Bytes of the kernel's debug dump to keep; 0: the kernel's default.
    pub exit_dump_len: u32,
    /// Tunables that are not to have their defaults.
    pub settings: Vec<Setting>,
    /// Which thread goes where; `None`: there are no rules, and will be none.
    pub rules: Option<Vec<Rule>>,
    /// Where applications get the table of their hints; `None`: nowhere.
    pub hints: Option<PathBuf>,
    /// Show what libbpf says.
    pub verbose: bool,
}

impl Options {
    /// Bytes that are kept of the kernel's debug dump.
    pub fn dump_bytes(&self) -> u32 {
        if self.exit_dump_len == 0 {
            KERNEL_DUMP_LEN
        } else {
            self.exit_dump_len
        }
    }
}
