//! Finds a clang that can compile for BPF and calls it.

use crate::error::Error;
use crate::guards::Without;
use crate::headers::Headers;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Oldest clang whose BPF back end has what sched_ext's own tree asks for.
pub const OLDEST: u32 = 16;

/// Versions that distributions install under a name of their own, tried from
/// the newest down when plain `clang` is too old.
const NEWEST_NAMED: u32 = 24;

/// The variable that names the clang to use.
pub const VARIABLE: &str = "BPF_CLANG";

/// A clang that is new enough.
#[derive(Clone, Debug)]
pub struct Clang {
    program: OsString,
    /// Its major version.
    pub version: u32,
    /// Folders that it searches when it compiles for the machine itself: `<linux/types.h>`
    /// is there, and for BPF clang leaves some of them out.
    system_headers: Vec<PathBuf>,
    without: Without,
}

/// What came of a compilation.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Whether the object was written.
    pub success: bool,
    /// What clang said, the call itself first.
    pub log: String,
}

impl Clang {
    /// The one that `BPF_CLANG` names, else `clang`, else the newest `clang-N`.
    ///
    /// # Errors
    /// If there is none of at least version 16.
    pub fn find() -> Result<Clang, Error> {
        if let Some(program) = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()) {
            return Clang::named(program);
        }
        let mut tried = Vec::new();
        let plain = std::iter::once("clang".to_owned());
        for name in plain.chain(
            (OLDEST..=NEWEST_NAMED)
                .rev()
                .map(|version| format!("clang-{version}")),
        ) {
            match Clang::probe(name.clone().into()) {
                Ok(clang) if clang.version >= OLDEST => return Ok(clang),
                Ok(clang) => tried.push(format!("{name} {}", clang.version)),
                Err(_) => {}
            }
        }
        Err(Error::NoClang { tried })
    }

    /// Exactly this program.
    fn named(program: OsString) -> Result<Clang, Error> {
        let why = match Clang::probe(program.clone()) {
            Ok(clang) if clang.version >= OLDEST => return Ok(clang),
            Ok(clang) => format!("is clang {}, older than {OLDEST}", clang.version),
            Err(why) => why,
        };
        Err(Error::BadClang {
            value: program.to_string_lossy().into_owned(),
            why,
        })
    }

    /// The program to start, as it was found.
    pub fn program(&self) -> &OsStr {
        &self.program
    }

    /// The same, leaving guards of the core out.
    pub fn without(mut self, without: Without) -> Clang {
        self.without = without;
        self
    }

    /// Compiles `NAME.bpf.c` in `dir` to `NAME.bpf.o` beside it.
    ///
    /// The same source gives the same object in every folder: clang runs in
    /// `dir`, and folders of this machine are not recorded.
    ///
    /// # Errors
    /// If clang cannot be started. What it objects to is in the outcome.
    pub fn compile(
        &self,
        dir: &Path,
        name: &str,
        target: &Target,
        headers: &Headers,
    ) -> Result<Outcome, Error> {
        let object = format!("{name}.bpf.o");
        let mut command = Command::new(&self.program);
        command
            .current_dir(dir)
            .args(target.flags())
            .args(FLAGS)
            .args(self.without.flags())
            .args(headers.flags());
        command.args(
            self.system_headers
                .iter()
                .map(|dir| join("-idirafter", dir)),
        );
        command.args(["-c", &format!("{name}.bpf.c"), "-o", &object]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let cannot_run = || Error::io("run", Path::new(&self.program));
        let running = command.spawn().map_err(cannot_run())?;
        // Asked while clang works.
        let strip = self.strip_program();
        let out = running.wait_with_output().map_err(cannot_run())?;
        let success = out.status.success();
        if success {
            // Drops DWARF, which nothing reads, and keeps BTF. Without the tool, or if it
            // fails, the object is larger and as good.
            let _ = Command::new(strip)
                .arg("-g")
                .arg(dir.join(&object))
                .output();
        }
        let log = format!(
            "{command:?}\n{}{}",
            String::from_utf8_lossy(&out.stdout),
            String::from_utf8_lossy(&out.stderr)
        );
        Ok(Outcome { success, log })
    }

    /// Where its `llvm-strip` is.
    fn strip_program(&self) -> String {
        let out = Command::new(&self.program)
            .arg("-print-prog-name=llvm-strip")
            .output();
        out.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned())
            .unwrap_or_default()
    }

    /// Asks a program all there is to know of it, in one call.
    fn probe(program: OsString) -> Result<Clang, String> {
        let out = Command::new(&program)
            .args(["-v", "-E", "-x", "c", "/dev/null"])
            .output();
        let out = out.map_err(|error| format!("does not run ({error})"))?;
        let text = String::from_utf8_lossy(&out.stderr);
        let from = text
            .lines()
            .skip_while(|line| !line.starts_with("#include <...>"))
            .skip(1);
        let folders = from.take_while(|line| line.starts_with(' '));
        Ok(Clang {
            version: parse_version(&text).ok_or_else(|| "is not clang".to_owned())?,
            system_headers: folders.map(|line| PathBuf::from(line.trim())).collect(),
            program,
            without: Without::default(),
        })
    }
}

/// The same for every machine and every hierarchy.
const FLAGS: [&str; 9] = [
    "-mcpu=v3",
    "-O2",
    "-g",
    "-std=gnu11",
    "-Wall",
    "-Wextra",
    "-Werror",
    // Paths of this machine have no place in the object.
    "-fdebug-compilation-dir=.",
    "-fno-ident",
];

/// The machine that the object is for.
#[derive(Clone, Debug)]
pub struct Target {
    arch: String,
    little_endian: bool,
}

impl Target {
    /// What cargo builds for; outside of a build script, this machine.
    pub fn of_build() -> Target {
        let arch = std::env::var("CARGO_CFG_TARGET_ARCH")
            .unwrap_or_else(|_| std::env::consts::ARCH.to_owned());
        let endian = std::env::var("CARGO_CFG_TARGET_ENDIAN");
        let little_endian =
            endian.map_or(cfg!(target_endian = "little"), |endian| endian == "little");
        Target {
            arch,
            little_endian,
        }
    }

    fn flags(&self) -> [String; 2] {
        // As libbpf's bpf_tracing.h names them.
        let arch = match self.arch.as_str() {
            "x86_64" => "x86",
            "aarch64" => "arm64",
            "riscv64" => "riscv",
            "s390x" => "s390",
            "powerpc64" => "powerpc",
            "loongarch64" => "loongarch",
            other => other,
        };
        let target = if self.little_endian { "bpfel" } else { "bpfeb" };
        [
            format!("--target={target}"),
            format!("-D__TARGET_ARCH_{arch}"),
        ]
    }
}

/// First error in clang's output as (`file:line`, text); a `#line` in the
/// generated C makes the file the Rust source.
pub fn first_error(log: &str) -> Option<(String, String)> {
    log.lines().find_map(|line| {
        let (place, text) = line
            .split_once(": error: ")
            .or_else(|| line.split_once(": fatal error: "))?;
        // `file:line:column`: the column is one of the C text.
        let (place, _column) = place.rsplit_once(':')?;
        Some((place.to_owned(), text.to_owned()))
    })
}

/// `Debian clang version 19.1.7 (…)` → 19.
fn parse_version(text: &str) -> Option<u32> {
    let (_, version) = text.split_once("clang version ")?;
    version
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// `flag` and `path` as one argument.
pub(crate) fn join(flag: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(flag);
    argument.push(path);
    argument
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_distributions_are_understood() {
        assert_eq!(
            parse_version("Debian clang version 14.0.6\nTarget: x86_64"),
            Some(14)
        );
        assert_eq!(
            parse_version("clang version 19.1.7 (https://github.com/llvm)"),
            Some(19)
        );
        assert_eq!(parse_version("Ubuntu clang version 20.0.0-rc1"), Some(20));
        assert_eq!(parse_version("gcc (Debian 12.2.0) 12.2.0"), None);
        assert_eq!(parse_version("clang version unknown"), None);
    }

    #[test]
    fn the_first_error_is_the_rust_line() {
        let log = "clang …\nIn file included from hello.bpf.c:9:\n\
                   src/biff.rs:25:3: warning: unused [-Wunused]\n\
                   src/biff.rs:31:8: error: call to undeclared function 'flux_pick'\n\
                   src/biff.rs:40:8: error: other\n";
        let first = first_error(log).expect("there is one");
        assert_eq!(
            first,
            (
                "src/biff.rs:31".into(),
                "call to undeclared function 'flux_pick'".into()
            )
        );
        assert_eq!(
            first_error("x.h:1:10: fatal error: 'y.h' file not found").map(|first| first.0),
            Some("x.h:1".into())
        );
        assert_eq!(
            first_error("clang: error: no input files"),
            None,
            "names no place"
        );
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = Clang::named("/nowhere/clang-99".into()).expect_err("it does not exist");
        let text = error.to_string();
        assert!(
            text.contains("/nowhere/clang-99") && text.contains("does not run"),
            "{text}"
        );
    }
}
