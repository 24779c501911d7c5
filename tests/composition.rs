//! Composition across crates, with the real crates in `composition/`: `left` and
//! `right` are libraries that both have a `biff::Biff`, `app` composes schedulers
//! from them.
//!
//! The tests build a copy of the folder as a project of its own, in which `app`
//! and `left` are one workspace and `right` comes from elsewhere, so that they can
//! break a line in it. The copy's programs have other names than those of this
//! workspace, which lie in the same target directory.

use flux_tests::{Package, workspace};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::{Mutex, MutexGuard, PoisonError};

const CRATES: [&str; 3] = ["app", "left", "right"];

/// Names in the copy.
const RENAMED: [(&str, &str); 5] = [
    ("composed", "elsewhere"),
    ("Composed", "Elsewhere"),
    ("deep.rs", "deep_elsewhere.rs"),
    ("pub Deep", "pub DeepElsewhere"),
    ("main::<Deep>", "main::<DeepElsewhere>"),
];

/// The tests share a folder, and a target directory with its lock.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn sources() -> PathBuf {
    workspace().join("tests/composition")
}

/// Files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder can be read");
    let paths = entries.map(|entry| entry.expect("readable").path());
    let mut all: Vec<PathBuf> = paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect();
    all.sort();
    all
}

/// The copy, with one text in one file replaced by another.
fn project(change: Option<(&str, &str, &str)>) -> Package {
    let from = sources();
    let root = format!("{}/", workspace().display());
    let mut copied: Vec<(String, String)> = Vec::new();
    for file in CRATES.iter().flat_map(|name| files(&from.join(name))) {
        let name = file.strip_prefix(&from).expect("it is below").display();
        let text = std::fs::read_to_string(&file).expect("a source can be read");
        let mut name_and_text = [name.to_string(), text.replace("../../../", &root)];
        for (old, new) in RENAMED {
            name_and_text = name_and_text.map(|text| text.replace(old, new));
        }
        let [name, text] = name_and_text;
        copied.push((name, text));
    }
    copied.push((
        "Cargo.toml".to_owned(),
        "[workspace]\nmembers = [\"app\", \"left\"]\nexclude = [\"right\"]\nresolver = \"3\"\n"
            .to_owned(),
    ));
    if let Some((file, old, new)) = change {
        let (_, text) = copied
            .iter_mut()
            .find(|(name, _)| name == file)
            .expect("the file is there");
        assert_eq!(text.matches(old).count(), 1, "{file}: {old}");
        *text = text.replace(old, new);
    }
    Package::with_files(env!("CARGO_TARGET_TMPDIR"), "composition", &copied)
}

fn stderr(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

/// `line:column` of a text in a file of the project.
fn place(package: &Package, file: &str, text: &str) -> String {
    let content = std::fs::read_to_string(package.folder().join(file)).expect("it is there");
    let (number, line) = content
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains(text))
        .expect("the text is there");
    let column = line.find(text).unwrap_or_default();
    format!("{}:{}", number + 1, column + 1)
}

#[test]
fn libraries_need_no_build_script_and_no_c() {
    for library in ["left", "right"] {
        for file in files(&sources().join(library)) {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            assert!(
                name == "Cargo.toml" || name.ends_with(".rs") && name != "build.rs",
                "{} has {}",
                library,
                file.display()
            );
        }
        let manifest = std::fs::read_to_string(sources().join(library).join("Cargo.toml"));
        let manifest = manifest.expect("a manifest");
        assert!(
            !manifest.contains("flux-build"),
            "{library} uses flux-build"
        );
    }
}

#[test]
fn two_crates_with_a_type_of_the_same_name_compose() {
    let _alone = alone();
    let package = project(None);
    let out = package.cargo(&["build", "-p", "elsewhere"], &[]);
    assert!(out.status.success(), "{}", stderr(&out));

    let c = package.public("elsewhere.bpf.c");
    let c = std::fs::read_to_string(c).expect("the C is published");
    for function in [
        "static void flux_left_biff_pick_next_task(",
        "static void flux_right_biff_pick_next_task(",
    ] {
        assert_eq!(c.matches(function).count(), 1, "{function}");
    }
    // Each names its source so that it is the same on every machine.
    for line in ["\"left/src/biff.rs\"", "\"right-0.1.0/src/lib.rs\""] {
        assert!(c.contains(line), "no #line with {line}");
    }
    // One type, two instances: its functions are there once, its state twice.
    for node in ["FLUX_NODE_SERVED_FIRST", "FLUX_NODE_SERVED_SECOND"] {
        let instance = format!(
            "\t[{node}] = {{\n\t\t.f = {{\n\t\t\t.id = {node},\n\t\t\t.type = FLUX_TYPE_LEFT_BIFF,"
        );
        assert!(c.contains(&instance), "{node}:\n{c}");
    }
    assert!(package.public("elsewhere.bpf.o").is_file());

    // The agent tells the tunables of the two apart.
    let help = package.run("elsewhere", &["--help"]);
    for tunable in ["--set left::biff.SLICE=2ms", "--set right::biff.SLICE=4ms"] {
        assert!(help.contains(tunable), "{help}");
    }
}

#[test]
fn eight_tiers_and_sixteen_instances_compose() {
    let _alone = alone();
    let package = project(None);
    let out = package.cargo(&["build", "-p", "elsewhere"], &[]);
    assert!(out.status.success(), "{}", stderr(&out));
    let c = std::fs::read_to_string(package.public("deep_elsewhere.bpf.c"))
        .expect("the C is published");
    for line in [
        "#define FLUX_NR_NODES\t\t16\n",
        "#define FLUX_NR_TIERS\t\t8\n",
    ] {
        assert!(c.contains(line), "{line}");
    }
    assert!(
        package.public("deep_elsewhere.bpf.o").is_file(),
        "clang made no object"
    );
}

#[test]
fn an_error_in_a_library_is_at_its_line_there() {
    let _alone = alone();
    let change = (
        "left/src/biff.rs",
        "biff.lock().waiting.push_back(thread);",
        "let all: Vec<u32> = list();",
    );
    let package = project(Some(change));
    let out = package.cargo(&["check", "-p", "elsewhere"], &[]);
    let said = stderr(&out);
    assert!(!out.status.success(), "it should not build");
    let place = place(&package, "left/src/biff.rs", "Vec<u32>");
    assert!(
        said.contains("error: `Vec` is not ")
            && said.contains(&format!("--> left/src/biff.rs:{place}\n")),
        "{place}: {said}"
    );
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn an_error_that_only_the_hierarchy_shows_names_the_library_s_line() {
    let _alone = alone();
    // `b` with a function `f_x` and `b_f` with a function `x` meet in C.
    let library = format!(
        "{}\n{}\n{}",
        "#[flux::subsched]\npub mod b {",
        POLICY,
        "fn f_x(cpu: &Cpu<Policy>) { cpu.run_idle(); }\n}"
    );
    let library = library.replace("HELPER", "f_x(cpu)");
    let own = format!(
        "{}\n{}\n{}",
        "#[flux::subsched]\nmod b_f {", POLICY, "fn x(cpu: &Cpu<Policy>) { cpu.run_idle(); }\n}"
    );
    let own = own.replace("HELPER", "x(cpu)");
    let package = project(Some((
        "right/src/lib.rs",
        "//! tunable of the same name.\n",
        &format!("//! tunable of the same name.\n\n{library}\n"),
    )));
    let program = format!(
        "{own}\nflux::hierarchy! {{\n    Meeting = flux_schedulers::roci::Roci {{ primary: b_f::Policy, idle: right::b::Policy }};\n    \
         new_threads => primary;\n}}\nfn main() {{}}\n"
    );
    package.add("app/src/bin/meeting.rs", &program);
    let out = package.cargo(&["check", "-p", "elsewhere", "--bin", "meeting"], &[]);
    package.remove("app/src/bin/meeting.rs");
    let said = stderr(&out);
    assert!(!out.status.success(), "it should not build");
    let place = place(&package, "right/src/lib.rs", "f_x(cpu: &Cpu");
    assert!(
        said.contains("`Meeting` is not built, because of errors in its subschedulers:")
            && said.contains(&format!("right-0.1.0/src/lib.rs:{place}: ")),
        "{place}: {said}"
    );
}

/// A module's items without its helper.
const POLICY: &str = "
use flux::prelude::*;
#[sched] pub struct Policy { #[locked] queue: List<Thread, link> }
#[thread] pub struct PolicyThread { link: Link }
impl ThreadScheduler for Policy {
    fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
        policy.lock().queue.push_back(thread);
    }
    fn pick_next_task(_policy: &Sched<Self>, cpu: &Cpu<Self>) { HELPER; }
}
";
