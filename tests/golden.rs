//! The generated C of the examples: compared whole, compiled, the same every time.

use flux_build::{Clang, Composed, Target, compose};
use flux_tests::{compare, headers, workspace};
use std::path::{Path, PathBuf};

/// Package of the workspace and the stem of the one hierarchy in it.
const CASES: [(&str, &str); 2] = [
    ("examples/hello", "hello"),
    ("examples/fifo-from-scratch", "fifo_from_scratch"),
];

fn hierarchy(package: &str) -> Composed {
    let composition = compose(&workspace().join(package).join("Cargo.toml"))
        .expect("cargo describes the package");
    let [hierarchy] =
        <[Composed; 1]>::try_from(composition.hierarchies).expect("the package has one hierarchy");
    hierarchy
}

fn generated(package: &str) -> String {
    match hierarchy(package).outcome {
        Ok(emitted) => emitted.c,
        Err(diagnostics) => panic!("{package}: {diagnostics}"),
    }
}

fn golden(stem: &str) -> PathBuf {
    workspace().join(format!("tests/golden/{stem}.bpf.c"))
}

#[test]
fn the_c_is_what_was_reviewed() {
    let differences = CASES
        .iter()
        .filter_map(|(package, stem)| compare(&golden(stem), &generated(package)).err());
    let differences: Vec<String> = differences.collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
fn the_same_source_gives_the_same_c() {
    for (package, _) in CASES {
        assert!(generated(package) == generated(package), "{package}");
    }
}

#[test]
fn the_name_of_the_files_is_the_hierarchys() {
    for (package, stem) in CASES {
        assert_eq!(hierarchy(package).stem, stem);
    }
}

#[test]
fn clang_compiles_it_without_a_warning_to_the_same_object_everywhere() {
    let clang = Clang::find().expect("clang is installed");
    for (package, stem) in CASES {
        let c = generated(package);
        let [one, other] = [0, 1].map(|_| {
            let dir = tempfile::tempdir().expect("a temporary folder");
            compile(&clang, dir.path(), stem, &c)
        });
        assert!(
            one == other,
            "{package}: the object depends on the folder that it is made in"
        );
        assert_no_machine_path(&String::from_utf8_lossy(&one), "object", package);
    }
}

fn compile(clang: &Clang, dir: &Path, stem: &str, c: &str) -> Vec<u8> {
    std::fs::write(dir.join(format!("{stem}.bpf.c")), c).expect("writable");
    let outcome = clang
        .compile(dir, stem, &Target::of_build(), &headers())
        .expect("clang runs");
    assert!(outcome.success, "{}", outcome.log);
    std::fs::read(dir.join(format!("{stem}.bpf.o"))).expect("clang wrote the object")
}

#[test]
fn the_c_names_no_folder_of_this_machine() {
    for (package, _) in CASES {
        assert_no_machine_path(&generated(package), "C", package);
    }
}

fn assert_no_machine_path(text: &str, what: &str, package: &str) {
    let home = std::env::var("HOME").unwrap_or_default();
    let workspace = workspace().display().to_string();
    for folder in [
        workspace.as_str(),
        home.as_str(),
        "/home/",
        "/usr/",
        "/tmp/",
    ] {
        // A short $HOME such as `/` would be found in every comment.
        if folder.len() > 2 {
            assert!(
                !text.contains(folder),
                "{package}: the {what} names {folder}"
            );
        }
    }
}
