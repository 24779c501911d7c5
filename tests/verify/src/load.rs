//! Loads one object, and asks the kernel about its programs.

use std::io;
use std::mem::size_of;
use std::ops::Range;
use std::os::fd::{AsFd as _, AsRawFd as _, BorrowedFd};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use libbpf_rs::{Object, ObjectBuilder, OpenObject};
use serde::Serialize;

use crate::log::{self, Statistics};

/// `BPF_LOG_STATS`: the verifier says at the end how much work it had. The other
/// levels make it say what it does on the way, which costs it more than the work.
const LOG_STATISTICS: u32 = 4;

/// Where `rules` is in `struct flux_config`.
const RULES: Range<usize> = 12..16;

/// Lines of the kernel's reason that are shown.
const SHOWN_LINES: usize = 12;

/// What the verifier and the compiler in the kernel made of one program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Program {
    /// Its name, `flux_dispatch`.
    pub name: String,
    /// Instructions that the verifier walked through, on all paths together.
    pub verified_insns: u64,
    /// States of the program that it made.
    pub total_states: u64,
    /// The most that it kept at a time.
    pub peak_states: u64,
    /// Bytes of machine code, all functions of the program together; 0 if the
    /// kernel does not compile.
    pub jited_bytes: u64,
}

/// Loads the object and gives what is known of each of its programs, in the
/// order of their names. It is unloaded again before this returns.
///
/// # Errors
/// If the file is no BPF object, or the kernel refuses it, with its reason.
pub fn programs(file: &Path) -> Result<Vec<Program>> {
    let (object, said) = log::during(|| open_and_load(file, LOG_STATISTICS));
    let Ok(object) = object else {
        bail!("{}", reason(file, &said));
    };
    let statistics = log::statistics(&said);
    let mut programs = Vec::new();
    for program in object.progs() {
        let name = program.name().to_string_lossy().into_owned();
        let statistics = statistics
            .get(&name)
            .with_context(|| format!("the verifier said nothing of program `{name}`"))?;
        programs.push(describe(name, program.as_fd(), statistics)?);
    }
    programs.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(programs)
}

fn open_and_load(file: &Path, log_level: u32) -> libbpf_rs::Result<Object> {
    let mut object = ObjectBuilder::default().open_file(file)?;
    for mut program in object.progs_mut() {
        program.set_log_level(log_level);
        // As if there were rules: then nothing of the program is left out.
        program.set_autoload(true);
    }
    with_rules(&mut object);
    object.load()
}

/// Sets `rules` in the `struct flux_config` of an object of flux's.
fn with_rules(object: &mut OpenObject) {
    let config = object
        .maps_mut()
        .find(|map| map.name() == ".rodata.flux_config");
    let Some(mut config) = config else {
        return;
    };
    let rules = config
        .initial_value_mut()
        .and_then(|value| value.get_mut(RULES));
    if let Some(rules) = rules {
        rules.copy_from_slice(&1u32.to_ne_bytes());
    }
}

/// Why the kernel refused the object. Asked for statistics only, the verifier
/// leaves out how it came to where it stopped; so it is asked again.
fn reason(file: &Path, said: &[String]) -> String {
    let (again, in_full) = log::during(|| open_and_load(file, 0));
    match again {
        Ok(_) => log::tail(said, SHOWN_LINES),
        Err(error) => format!("{error}\n{}", log::tail(&in_full, SHOWN_LINES)),
    }
}

fn describe(name: String, program: BorrowedFd<'_>, statistics: &Statistics) -> Result<Program> {
    let info = info(program).with_context(|| format!("cannot ask about program `{name}`"))?;
    Ok(Program {
        name,
        verified_insns: info.verified_insns.into(),
        total_states: statistics.total_states,
        peak_states: statistics.peak_states,
        jited_bytes: info.jited_prog_len.into(),
    })
}

fn info(program: BorrowedFd<'_>) -> io::Result<libbpf_sys::bpf_prog_info> {
    let mut info = libbpf_sys::bpf_prog_info::default();
    let mut size = u32::try_from(size_of::<libbpf_sys::bpf_prog_info>()).unwrap_or(u32::MAX);
    // SAFETY: `info` is as large as `size` says, and all its pointers and their
    // lengths are 0, so the kernel writes into it and nowhere else. The borrow
    // keeps the program open.
    let result =
        unsafe { libbpf_sys::bpf_prog_get_info_by_fd(program.as_raw_fd(), &mut info, &mut size) };
    if result == 0 {
        Ok(info)
    } else {
        Err(io::Error::last_os_error())
    }
}
