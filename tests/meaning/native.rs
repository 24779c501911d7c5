//! Side two: the emitted C, compiled for this machine, with whatever is undefined or out of
//! bounds ending the program.

use crate::outcome::Outcome;
use crate::run::{Call, answers, lines_of};
use flux_build::Headers;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// Compilers by the names that they may have. rustc links with `cc`, so it is there; it is usually
/// another compiler than the one for BPF, which is as good. A clang often lacks its sanitizers.
const COMPILERS: [&str; 5] = ["cc", "gcc", "clang", "clang-20", "clang-19"];

/// What ends a program that does what C leaves undefined.
const SANITIZERS: [&str; 2] = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];

/// The first compiler that can build with [`SANITIZERS`].
static COMPILER: LazyLock<Option<&'static str>> = LazyLock::new(|| {
    let dir = tempfile::tempdir().ok()?;
    let file = dir.path().join("try.c");
    std::fs::write(&file, "int main(void) { return 0; }\n").ok()?;
    let works = |name: &&&str| {
        let mut command = Command::new(name);
        command
            .args(SANITIZERS)
            .arg("-o")
            .arg(dir.path().join("try"));
        let out = command.arg(&file).output();
        out.is_ok_and(|out| out.status.success())
    };
    COMPILERS.iter().find(works).copied()
});

/// Why nothing can be compiled natively, if it cannot.
pub fn why_not() -> Option<&'static str> {
    match *COMPILER {
        Some(_) => None,
        None => Some("no C compiler here builds with -fsanitize=address,undefined; install gcc"),
    }
}

/// Compiles the C in a folder; returns the program.
///
/// # Errors
/// What the compiler says.
pub fn build(c: &str, dir: &Path) -> Result<PathBuf, String> {
    let compiler = COMPILER.ok_or("no C compiler")?;
    let (file, program) = (dir.join("native.c"), dir.join("native"));
    std::fs::write(&file, c).map_err(|error| error.to_string())?;
    let out = Command::new(compiler)
        .args(["-std=gnu11", "-O0", "-w", "-g1", "-I"])
        .arg(Headers::flux())
        .args(SANITIZERS)
        .arg("-o")
        .args([&program, &file])
        .output()
        .map_err(|error| format!("{compiler}: {error}"))?;
    match out.status.success() {
        true => Ok(program),
        false => Err(format!(
            "{compiler} refuses it:\n{}",
            String::from_utf8_lossy(&out.stderr)
        )),
    }
}

/// Runs calls.
///
/// # Errors
/// If a sanitizer ends the program, with what it says.
pub fn run(program: &Path, calls: &[Call]) -> Result<Vec<Outcome>, String> {
    let said = answers(Command::new(program), &lines_of(calls))?;
    said.iter().map(|line| Outcome::from_c(line)).collect()
}
