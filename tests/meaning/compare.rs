//! A case made ready, and its calls compared.

use crate::case::{Case, Entry, Takes};
use crate::edges;
use crate::kernel::Kernel;
use crate::outcome::{Ending, Outcome};
use crate::run::Call;
use crate::{emitted, native, plain};
use std::path::{Path, PathBuf};

/// Differences that a message shows.
const SHOWN: usize = 12;

/// A file of hand-written functions, whose plain results are found out once.
pub struct Prepared {
    file: PathBuf,
    known: Option<Known>,
}

/// A case with what plain Rust says of its calls, and its C.
pub struct Known {
    case: Case,
    c: String,
    calls: Vec<Call>,
    rust: Vec<Outcome>,
    dir: tempfile::TempDir,
}

impl Known {
    /// Makes the calls in plain Rust.
    ///
    /// # Errors
    /// What rustc or flux says against the case.
    pub fn new(case: Case, calls: Vec<Call>) -> Result<Known, String> {
        let dir = tempfile::tempdir().map_err(|error| error.to_string())?;
        let rust = plain::run(&plain::build(&case, dir.path())?, &calls)?;
        let c = emitted::program(&case)?;
        Ok(Known {
            case,
            c,
            calls,
            rust,
            dir,
        })
    }

    /// The C for both other sides.
    pub fn c(&self) -> &str {
        &self.c
    }

    /// The calls in order.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// What plain Rust says of each.
    pub fn rust(&self) -> &[Outcome] {
        &self.rust
    }

    /// A folder that lasts as long as this.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// How many functions can be called.
    pub fn entries(&self) -> usize {
        self.case.entries.len()
    }

    /// The name of an entry.
    pub fn name(&self, entry: usize) -> Option<&str> {
        self.case
            .entries
            .get(entry)
            .map(|entry| entry.name.as_str())
    }
}

/// Says what is different about a call.
///
/// # Errors
/// If something is.
pub fn difference(known: &Known, at: usize, other: &Outcome, side: &str) -> Result<(), String> {
    let (Some(call), Some(rust)) = (known.calls.get(at), known.rust.get(at)) else {
        return Err("a call without a result".to_owned());
    };
    if rust.allows(other) {
        return Ok(());
    }
    let name = known.name(call.entry).unwrap_or_default();
    let args = call.args.map(|arg| format!("{arg:#x}")).join(", ");
    Err(format!("{name}({args}): Rust {rust}; {side} {other}"))
}

impl Prepared {
    /// A case that is read when it is first run.
    pub fn new(file: PathBuf) -> Prepared {
        Prepared { file, known: None }
    }

    fn known(&mut self) -> Result<&Known, String> {
        if self.known.is_none() {
            let text = std::fs::read_to_string(&self.file).map_err(|error| error.to_string())?;
            self.known = Some(prepare(&text)?);
        }
        self.known.as_ref().ok_or_else(String::new)
    }

    /// Compares C compiled natively with plain Rust.
    pub fn natively(&mut self) -> Result<(), String> {
        let known = self.known()?;
        let program = native::build(&known.c, known.dir.path())?;
        let c = native::run(&program, &known.calls)?;
        differences(known, &c.into_iter().map(Some).collect::<Vec<_>>(), "C")
    }

    /// Compares BPF with plain Rust.
    pub fn in_the_kernel(&mut self) -> Result<(), String> {
        let known = self.known()?;
        let kernel = Kernel::load(&known.c, known.entries())?;
        if let Some((entry, log)) = kernel.too_large.first_key_value() {
            let name = &known.case.entries[*entry].name;
            return Err(format!("{name} is too large for the verifier:\n{log}"));
        }
        let bpf: Result<Vec<_>, String> = known.calls.iter().map(|call| kernel.run(call)).collect();
        differences(known, &bpf?, "BPF")
    }
}

fn prepare(text: &str) -> Result<Known, String> {
    let case = Case::parse(text)?;
    if case.entries.is_empty() {
        return Err("no function of it can be called".to_owned());
    }
    let calls = calls(&case);
    Known::new(case, calls)
}

/// Calls of every entry with the edges of its parameters.
fn calls(case: &Case) -> Vec<Call> {
    let of_entry = |(entry, what): (usize, &Entry)| {
        let args = match &what.takes {
            Takes::Values(_, types) => edges::calls(types),
            // What the op reads as `input`, which thread, and which thread runs now.
            Takes::Handles(_) => edges::of("u64")
                .into_iter()
                .flat_map(|input| (0..5).map(move |n| [input, n, n.wrapping_add(input), 0]))
                .collect(),
        };
        args.into_iter().map(move |args| Call { entry, args })
    };
    case.entries.iter().enumerate().flat_map(of_entry).collect()
}

fn differences(known: &Known, other: &[Option<Outcome>], side: &str) -> Result<(), String> {
    let overflows = |rust: &&Outcome| rust.result == Ending::Overflow;
    let decided = known.calls.len() - known.rust.iter().filter(overflows).count();
    let wrong: Vec<String> = other
        .iter()
        .enumerate()
        .filter_map(|(at, other)| difference(known, at, other.as_ref()?, side).err())
        .collect();
    if decided * 2 < known.calls.len() {
        return Err("plain Rust overflows in most calls: the case shows nothing".to_owned());
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let shown: Vec<&str> = wrong.iter().take(SHOWN).map(String::as_str).collect();
    Err(format!(
        "{} of {} calls differ:\n{}",
        wrong.len(),
        known.calls.len(),
        shown.join("\n")
    ))
}
