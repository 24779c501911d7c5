//! What the build script itself says: clang is missing, too old, or objects to
//! generated C; two hierarchies of one name. One sentence with the remedy, no
//! backtrace.

use flux_tests::Package;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const PROGRAM: &str = "
use flux_schedulers::{biff, idle, roci};
flux::hierarchy! {
    Small = roci::Roci { primary: biff::Biff, idle: idle::Idle };
    new_threads => primary;
}
fn main() {}
";

/// Builds these programs with `BPF_CLANG` set so; what cargo says.
fn failing_build(programs: &[&str], clang: &Path) -> String {
    failing_build_with(programs, &[("BPF_CLANG", clang)])
}

/// The same with these variables.
fn failing_build_with(programs: &[&str], variables: &[(&str, &Path)]) -> String {
    let name = |(index, source): (usize, &&str)| (format!("program{index}"), (*source).to_owned());
    let programs: Vec<(String, String)> = programs.iter().enumerate().map(name).collect();
    let package = Package::new(env!("CARGO_TARGET_TMPDIR"), "failing", &programs);
    let out = package.cargo(&["check"], variables);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(!out.status.success(), "the build should fail:\n{said}");
    assert!(
        !said.contains("panicked") && !said.contains("backtrace"),
        "{said}"
    );
    said
}

fn build_with(clang: &Path) -> String {
    failing_build(&[PROGRAM], clang)
}

/// A program that says it is this clang, and otherwise does this.
fn fake_clang(folder: &Path, version: &str, rest: &str) -> std::path::PathBuf {
    let script = format!(
        "#!/bin/sh\nif [ \"$1\" = -v ]; then echo \"clang version {version}\" >&2; exit 0; fi\n{rest}\n"
    );
    let file = folder.join("clang");
    std::fs::write(&file, script).expect("writable");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).expect("allowed");
    file
}

/// A folder with links to all programs of this machine but clang.
fn programs_without_clang() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    for place in std::env::split_paths(&path) {
        for program in std::fs::read_dir(place).into_iter().flatten().flatten() {
            let name = program.file_name();
            if !name.to_string_lossy().starts_with("clang") {
                // The first of a name is the one that counts.
                let _ = std::os::unix::fs::symlink(program.path(), folder.path().join(name));
            }
        }
    }
    folder
}

/// One test, because the builds share a folder.
#[test]
fn one_sentence_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a temporary folder");

    let missing = build_with(&folder.path().join("not-there"));
    assert!(
        missing.contains("not-there`, which does not run"),
        "{missing}"
    );
    assert!(
        missing.contains("set it to the path of clang 16 or newer"),
        "{missing}"
    );

    let old = build_with(&fake_clang(folder.path(), "14.0.6", ""));
    assert!(old.contains("is clang 14, older than 16"), "{old}");

    let path = programs_without_clang();
    let no_clang = || {
        failing_build_with(
            &[PROGRAM],
            &[("BPF_CLANG", Path::new("")), ("PATH", path.path())],
        )
    };
    let none = no_clang();
    assert!(
        none.contains("flux needs clang 16 or newer to compile for BPF and found none; install it"),
        "{none}"
    );
    fake_clang(path.path(), "14.0.6", "");
    let too_old = no_clang();
    assert!(
        too_old.contains("found only clang 14; install it"),
        "{too_old}"
    );

    let says = "echo 'schedulers/src/biff.rs:49:8: error: no such thing' >&2; exit 1";
    let failing = build_with(&fake_clang(folder.path(), "19.1.7", says));
    assert!(
        failing.contains("the C that flux generated for `Small` does not compile"),
        "{failing}"
    );
    assert!(
        failing
            .contains("It comes from schedulers/src/biff.rs:49, where clang says: no such thing"),
        "{failing}"
    );
    assert!(failing.contains("a bug of flux"), "{failing}");
    for file in ["small.bpf.c", "small.clang.log"] {
        let path = failing.split_whitespace().find(|word| word.ends_with(file));
        assert!(
            path.is_some_and(|path| Path::new(path).is_file()),
            "{file} should exist:\n{failing}"
        );
    }

    let two = failing_build(&[PROGRAM, PROGRAM], &folder.path().join("not-there"));
    assert!(
        two.contains("two hierarchies would both be written to small.bpf.o"),
        "{two}"
    );
    assert!(
        two.contains("program0.rs:3 and ") && two.contains("program1.rs:3"),
        "{two}"
    );
}
