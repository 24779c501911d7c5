//! Finds a clang that can compile for BPF and calls it.

use crate::error::Error;
use crate::guards::Without;
use crate::headers::Headers;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

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
            match version_of(OsStr::new(&name)) {
                Ok(version) if version >= OLDEST => {
                    return Ok(Clang {
                        program: name.into(),
                        version,
                        without: Without::default(),
                    });
                }
                Ok(version) => tried.push(format!("{name} {version}")),
                Err(_) => {}
            }
        }
        Err(Error::NoClang { tried })
    }

    /// Exactly this program.
    fn named(program: OsString) -> Result<Clang, Error> {
        let why = match version_of(&program) {
            Ok(version) if version >= OLDEST => {
                return Ok(Clang {
                    program,
                    version,
                    without: Without::default(),
                });
            }
            Ok(version) => format!("is clang {version}, older than {OLDEST}"),
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
            self.system_headers()
                .iter()
                .map(|dir| join("-idirafter", dir)),
        );
        command.args(["-c", &format!("{name}.bpf.c"), "-o", &object]);
        let out = command
            .output()
            .map_err(Error::io("run", Path::new(&self.program)))?;
        let success = out.status.success();
        if success {
            self.strip(&dir.join(&object));
        }
        let log = format!(
            "{command:?}\n{}{}",
            String::from_utf8_lossy(&out.stdout),
            String::from_utf8_lossy(&out.stderr)
        );
        Ok(Outcome { success, log })
    }

    /// Folders that this clang searches when it compiles for the machine itself:
    /// `<linux/types.h>` is there, and for BPF clang leaves some of them out.
    fn system_headers(&self) -> Vec<PathBuf> {
        let out = Command::new(&self.program)
            .args(["-v", "-E", "-x", "c", "/dev/null"])
            .output();
        let text = out
            .map(|out| String::from_utf8_lossy(&out.stderr).into_owned())
            .unwrap_or_default();
        let from = text
            .lines()
            .skip_while(|line| !line.starts_with("#include <...>"))
            .skip(1);
        from.take_while(|line| line.starts_with(' '))
            .map(|line| PathBuf::from(line.trim()))
            .collect()
    }

    /// Drops DWARF, which nothing reads, and keeps BTF. Without the tool the
    /// object is larger and as good.
    fn strip(&self, object: &Path) {
        let out = Command::new(&self.program)
            .arg("-print-prog-name=llvm-strip")
            .output();
        let program = out
            .map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned())
            .unwrap_or_default();
        if !program.is_empty() {
            // A failure leaves the object as it was.
            let _ = Command::new(program).arg("-g").arg(object).output();
        }
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

fn version_of(program: &OsStr) -> Result<u32, String> {
    let out = Command::new(program).arg("--version").output();
    let out = out.map_err(|error| format!("does not run ({error})"))?;
    parse_version(&String::from_utf8_lossy(&out.stdout)).ok_or_else(|| "is not clang".to_owned())
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
