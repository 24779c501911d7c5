//! `flux-verify FILE…`: loads BPF objects into the running kernel, attaches
//! nothing, and says for each program what the verifier had to do.
//!
//! One line of standard output for each file, `FLUX-VERIFY {json}`; any object
//! that libbpf can load will do, flux's or another's. An object that the kernel
//! refuses has the kernel's reason in the line, and makes the exit status 1; 2
//! means that the files could not be looked at.
//!
//! It compares nothing and keeps nothing: that is `cargo xtask verify`, which
//! runs it in test machines.

mod load;
mod log;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use load::Program;

/// What is said of one file.
#[derive(Debug, Serialize)]
struct Report {
    /// The file's name, without its folder.
    file: String,
    /// Its programs, if the kernel took it.
    programs: Vec<Program>,
    /// Why the kernel did not.
    error: Option<String>,
}

fn main() -> ExitCode {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if files.is_empty() || files.iter().any(|file| file.starts_with("-")) {
        eprintln!("usage: flux-verify FILE…, with BPF objects such as hello.bpf.o; needs root");
        return ExitCode::from(2);
    }
    let mut all_taken = true;
    for file in &files {
        let report = report(file);
        all_taken &= report.error.is_none();
        match serde_json::to_string(&report) {
            Ok(line) => println!("FLUX-VERIFY {line}"),
            Err(error) => {
                eprintln!("flux-verify: {}: {error}", file.display());
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::from(u8::from(!all_taken))
}

fn report(file: &Path) -> Report {
    let name = file.file_name().unwrap_or(file.as_os_str());
    let (programs, error) = match load::programs(file) {
        Ok(programs) => (programs, None),
        Err(error) => (Vec::new(), Some(format!("{error:#}"))),
    };
    Report {
        file: name.to_string_lossy().into_owned(),
        programs,
        error,
    }
}
