//! Generated C, of the examples and of `hierarchies/pass`: compared whole,
//! compiled, the same every time.

use flux_build::{Clang, Composed, Target, compose};
use flux_tests::{Package, compare, headers, workspace};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Packages of the workspace whose hierarchies are compared.
const PACKAGES: [&str; 2] = ["examples/hello", "examples/fifo-from-scratch"];

/// Stem and C of every hierarchy: those of the packages, and those of
/// `hierarchies/pass`, which show the rest of the language.
static GENERATED: LazyLock<Vec<(String, String)>> = LazyLock::new(generate);

fn generate() -> Vec<(String, String)> {
    let packages = PACKAGES.map(|package| workspace().join(package));
    let cases = workspace().join("tests/hierarchies/pass");
    let programs: Vec<(String, String)> = std::fs::read_dir(cases)
        .expect("the cases")
        .map(|entry| program(&entry.expect("readable").path()))
        .collect();
    let made = Package::new(env!("CARGO_TARGET_TMPDIR"), "golden", &programs);
    let manifests = packages.iter().map(PathBuf::as_path).chain([made.folder()]);
    let mut all: Vec<Composed> = Vec::new();
    for folder in manifests {
        let composition = compose(&folder.join("Cargo.toml")).expect("cargo describes the package");
        assert!(
            !composition.hierarchies.is_empty(),
            "no hierarchy in {}",
            folder.display()
        );
        all.extend(composition.hierarchies);
    }
    let text = |hierarchy: Composed| match hierarchy.outcome {
        Ok(emitted) => (hierarchy.stem, emitted.c),
        Err(diagnostics) => panic!("{}: {diagnostics}", hierarchy.place),
    };
    all.into_iter().map(text).collect()
}

fn program(file: &Path) -> (String, String) {
    let name = file
        .file_stem()
        .map(|name| name.to_string_lossy().into_owned());
    (
        name.unwrap_or_default(),
        std::fs::read_to_string(file).expect("a case is readable"),
    )
}

fn golden(stem: &str) -> PathBuf {
    workspace().join(format!("tests/golden/{stem}.bpf.c"))
}

#[test]
fn the_c_is_what_was_reviewed() {
    let differences = GENERATED
        .iter()
        .filter_map(|(stem, c)| compare(&golden(stem), c).err());
    let differences: Vec<String> = differences.collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
fn each_golden_file_is_of_a_hierarchy() {
    for entry in std::fs::read_dir(workspace().join("tests/golden")).expect("the golden files") {
        let name = entry.expect("readable").file_name();
        let known = GENERATED
            .iter()
            .any(|(stem, _)| name == *format!("{stem}.bpf.c"));
        assert!(known, "{} is of no hierarchy: remove it", name.display());
    }
}

#[test]
fn the_same_source_gives_the_same_c() {
    for package in PACKAGES {
        let composition = compose(&workspace().join(package).join("Cargo.toml")).expect("composed");
        for hierarchy in composition.hierarchies {
            let again = (hierarchy.stem, hierarchy.outcome.expect("it is right").c);
            assert!(
                GENERATED.contains(&again),
                "{} differs the second time",
                again.0
            );
        }
    }
}

/// Where the other process writes what it has generated.
const OTHER_PROCESS: &str = "FLUX_GOLDEN_OTHER_PROCESS";

/// Hash tables have another order in each process.
#[test]
fn another_process_generates_the_same_c() {
    let all: String = GENERATED
        .iter()
        .map(|(stem, c)| format!("{stem}\n{c}"))
        .collect();
    if let Some(file) = std::env::var_os(OTHER_PROCESS) {
        return std::fs::write(file, all).expect("writable");
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("generated");
    let itself = std::env::current_exe().expect("this program");
    let out = std::process::Command::new(itself)
        .args(["--exact", "another_process_generates_the_same_c"])
        .env(OTHER_PROCESS, &file)
        .output()
        .expect("it runs");
    assert!(out.status.success(), "{out:?}");
    let other = std::fs::read_to_string(&file).expect("the other process wrote it");
    assert!(
        other == all,
        "the C depends on the process that generates it"
    );
}

/// The C of `hierarchies/pass/three_tiers.rs`, changed so.
fn three_tiers(old: &str, new: &str) -> String {
    let case = workspace().join("tests/hierarchies/pass/three_tiers.rs");
    let (name, source) = program(&case);
    assert_eq!(source.matches(old).count(), 1, "{old}");
    let programs = [(name, source.replace(old, new))];
    let made = Package::new(env!("CARGO_TARGET_TMPDIR"), "golden-changed", &programs);
    let composition = compose(&made.folder().join("Cargo.toml")).expect("composed");
    let mut hierarchies = composition.hierarchies.into_iter();
    let one = hierarchies.next().expect("the hierarchy");
    one.outcome.expect("it is right").c
}

/// The lines of C, without those that only say where something is in the source.
fn unnumbered(c: &str) -> Vec<&str> {
    let is_numbered = |line: &&str| line.starts_with("#line ") || line.starts_with("\t\"\\t");
    c.lines().filter(|line| !is_numbered(line)).collect()
}

/// One test, because both changes share a folder.
#[test]
fn a_small_change_of_a_policy_is_a_small_change_of_the_c() {
    const LINE: &str = "locked.picks += 1;\n";
    let before = three_tiers(LINE, LINE);
    let after = three_tiers(LINE, "locked.picks += 3;\n");
    let both = before.lines().zip(after.lines());
    let changed: Vec<(&str, &str)> = both.filter(|(one, other)| one != other).collect();
    let expected = ("\tturns->turns.picks++;", "\tturns->turns.picks += 3;");
    assert_eq!(changed, [expected]);
    assert_eq!(before.lines().count(), after.lines().count());

    // One more line moves what stands below it: that changes numbers, and nothing else.
    let after = three_tiers(LINE, "locked.picks += 1;\n            locked.picks ^= 2;\n");
    let mut after = unnumbered(&after);
    let new = "\tturns->turns.picks ^= 2;";
    let at = after.iter().position(|line| *line == new);
    after.remove(at.expect("the new line is there"));
    assert_eq!(after, unnumbered(&before));
}

#[test]
fn clang_compiles_it_without_a_warning_to_the_same_object_everywhere() {
    let clang = Clang::find().expect("clang is installed");
    for (stem, c) in GENERATED.iter() {
        let [one, other] = [0, 1].map(|_| {
            let dir = tempfile::tempdir().expect("a temporary folder");
            compile(&clang, dir.path(), stem, c)
        });
        assert!(
            one == other,
            "{stem}: the object depends on the folder that it is made in"
        );
        assert_no_machine_path(&String::from_utf8_lossy(&one), "object", stem);
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
    for (stem, c) in GENERATED.iter() {
        assert_no_machine_path(c, "C", stem);
    }
}

fn assert_no_machine_path(text: &str, what: &str, stem: &str) {
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
            assert!(!text.contains(folder), "{stem}: the {what} names {folder}");
        }
    }
}
