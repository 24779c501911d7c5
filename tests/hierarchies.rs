//! What the compiler says about hierarchies, with the build script at work:
//! `hierarchies/*.rs` must fail with exactly the words in `hierarchies/*.stderr`,
//! `hierarchies/pass/*.rs` must compile, object and all.
//!
//! trybuild runs no build scripts, so all cases together are the programs of one
//! package that is made for the test, and one `cargo check` builds them. Their
//! hierarchies need names that differ.

use flux_tests::{Package, compare, workspace};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Cases by name, and what the compiler says about each.
type Said = BTreeMap<String, String>;

#[test]
fn hierarchies() {
    let cases = workspace().join("tests/hierarchies");
    let (fail, pass) = (sources(&cases), sources(&cases.join("pass")));
    assert!(
        !fail.is_empty() && !pass.is_empty(),
        "no cases in {}",
        cases.display()
    );
    let programs: Vec<(String, String)> =
        fail.iter().chain(&pass).map(|case| program(case)).collect();
    let package = Package::new(env!("CARGO_TARGET_TMPDIR"), "cases", &programs);
    let said = check(&package);

    let mut wrong = Vec::new();
    for case in &fail {
        let text = said.get(&name(case)).cloned().unwrap_or_default();
        if text.is_empty() {
            wrong.push(format!("{} compiles and should not", case.display()));
        } else {
            wrong.extend(compare(&case.with_extension("stderr"), &text).err());
        }
    }
    for case in &pass {
        if let Some(text) = said.get(&name(case)) {
            wrong.push(format!("{} should compile:\n{text}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of the cases");
    let files = entries.map(|entry| entry.expect("readable").path());
    let mut files: Vec<PathBuf> = files
        .filter(|file| file.extension().is_some_and(|end| end == "rs"))
        .collect();
    files.sort();
    files
}

fn program(case: &Path) -> (String, String) {
    (
        name(case),
        std::fs::read_to_string(case).expect("a case is readable"),
    )
}

fn name(case: &Path) -> String {
    case.file_stem()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn check(package: &Package) -> Said {
    let args = ["check", "--bins", "--keep-going", "--message-format=json"];
    let out = package.cargo(&args, &[]);
    let stderr = String::from_utf8_lossy(&out.stderr);
    assert!(
        !stderr.contains("error: cases@") && !stderr.contains("build script"),
        "{stderr}"
    );
    let lines = String::from_utf8_lossy(&out.stdout).into_owned();
    let messages: Vec<Value> = lines
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let finished = |message: &&Value| message["reason"] == "build-finished";
    assert!(
        messages.iter().any(|message| finished(&message)),
        "cargo did not get to the end:\n{stderr}"
    );
    let mut said = Said::new();
    for message in messages
        .iter()
        .filter(|message| message["reason"] == "compiler-message")
    {
        let target = &message["target"];
        let here = target["src_path"]
            .as_str()
            .is_some_and(|path| Path::new(path).starts_with(package.folder()));
        let inner = &message["message"];
        // Without a place it is rustc's summary.
        let located = inner["spans"]
            .as_array()
            .is_some_and(|spans| !spans.is_empty());
        assert!(here, "not in a case: {}", inner["rendered"]);
        if located && inner["level"] == "error" {
            let text = inner["rendered"].as_str().unwrap_or_default();
            let name = target["name"].as_str().unwrap_or_default().to_owned();
            said.entry(name)
                .or_default()
                .push_str(&without_machine_paths(text));
        }
    }
    said
}

fn without_machine_paths(text: &str) -> String {
    let workspace = workspace().display().to_string();
    text.replace(&workspace, "$WORKSPACE")
        .replace("src/bin/", "hierarchies/")
}
