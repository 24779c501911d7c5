//! What the tests that span crates share. The tests themselves lie beside the
//! folders of their cases:
//!
//! * `golden.rs`, `golden/`: the C of the examples, whole;
//! * `ui.rs`, `ui/`: what the compiler says about a subscheduler;
//! * `language.rs`: whether `docs/language.md` says what the checks do;
//! * `hierarchies.rs`, `hierarchies/`: what it says about a hierarchy, with the
//!   build script at work;
//! * `composition.rs`, `composition/`: schedulers from the types of several crates;
//! * `rejections.rs`, `rejections/`: what is said when the verifier refuses a program;
//! * `docs.rs`: that the documentation of the API and of the generated code is so;
//! * `build_errors.rs`: what the build script itself says, such as without clang;
//! * `vm/`: scenarios that run in a virtual machine;
//! * `loads/`: the programs that they put on the machine;
//! * `codegen-time/`: how long macros and code generation take;
//! * `meaning/`: that an op means in the kernel what it means in Rust;
//! * `policies.rs`, `policies/`: that the library's CPU schedulers do what they promise, natively;
//! * `sharing/`: these schedulers as programs, for a virtual machine;
//! * `fuzz/`: that the front end answers whatever it is fed;
//! * `test_run.rs`: that what tests of C rest on ([`test_run`]) is itself right;
//! * `structures/`: the list and the tree in C, natively and as BPF, against models;
//! * `verify/`: what the kernel's verifier has to do for each scheduler, and the
//!   budget for that;
//! * `matrix/`: what came of each supported kernel with few CPUs and with many.
//!
//! `cargo xtask bless` rewrites what is compared, to be read in the diff.

mod package;
pub mod test_run;

pub use package::Package;

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The headers that the build scripts of this workspace use.
///
/// # Panics
/// If this crate's build script was not told where libbpf's are.
pub fn headers() -> flux_build::Headers {
    let libbpf = option_env!("FLUX_TESTS_BPF_INCLUDE");
    let libbpf = libbpf.expect("flux-runtime's build script names libbpf's headers");
    flux_build::Headers::with_libbpf(Path::new(libbpf))
}

/// Whether the files that are compared shall be rewritten (`FLUX_BLESS=1`).
pub fn bless() -> bool {
    std::env::var_os("FLUX_BLESS").is_some_and(|value| value != "0" && !value.is_empty())
}

/// Compares `actual` with the file, or rewrites the file if [`bless`].
///
/// # Errors
/// The first line that differs, with what stands around it.
pub fn compare(file: &Path, actual: &str) -> Result<(), String> {
    if bless() {
        return std::fs::write(file, actual)
            .map_err(|error| format!("{}: {error}", file.display()));
    }
    let expected = std::fs::read_to_string(file).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    Err(difference(file, &expected, actual))
}

/// Lines shown before and after the first one that differs.
const AROUND: usize = 3;

fn difference(file: &Path, expected: &str, actual: &str) -> String {
    let (expected, actual): (Vec<&str>, Vec<&str>) =
        (expected.lines().collect(), actual.lines().collect());
    let same = expected
        .iter()
        .zip(&actual)
        .take_while(|(one, other)| one == other)
        .count();
    let mut text = format!("{} differs from line {} on:\n", file.display(), same + 1);
    let from = same.saturating_sub(AROUND);
    let shown = |lines: &[&str], sign: char, from: usize, to: usize, text: &mut String| {
        for line in lines.iter().take(to).skip(from) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{sign} {line}");
        }
    };
    shown(&expected, ' ', from, same, &mut text);
    shown(&expected, '-', same, same + AROUND, &mut text);
    shown(&actual, '+', same, same + AROUND, &mut text);
    text + "if the new text is right: cargo xtask bless"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_shown() {
        let text = difference(Path::new("f"), "a\nb\nc\nd\ne\n", "a\nb\nc\nX\ne\n");
        assert!(
            text.starts_with("f differs from line 4 on:\n  a\n  b\n  c\n- d\n- e\n+ X\n+ e\n"),
            "{text}"
        );
        let text = difference(Path::new("f"), "", "a\n");
        assert!(
            text.starts_with("f differs from line 1 on:\n+ a\n"),
            "{text}"
        );
    }
}
