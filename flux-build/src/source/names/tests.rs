//! Paths in packages that are written for the test.

use super::{At, NotFound, Universe};
use crate::source::cfg::Cfg;
use crate::source::packages::Packages;
use std::path::Path;
use tempfile::TempDir;

/// A marked module with one type.
const BIFF: &str = "#[flux::subsched] pub mod biff { #[sched] pub struct Biff {} #[thread] pub struct BiffThread {} }";

/// A folder with these files; `library/` beside the package has subschedulers.
fn package(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let manifest = "[package]\nname = \"app\"\nedition = \"2024\"\n[workspace]\n\
                    [dependencies]\nsched-library = { path = \"library\" }\n\
                    renamed = { path = \"other\", package = \"other-library\" }\n";
    write(dir.path(), "Cargo.toml", manifest);
    library(
        dir.path(),
        "library",
        "sched-library",
        &format!("mod inner {{ {BIFF} }} pub use inner::biff; pub use biff::Biff as Top;"),
    );
    library(dir.path(), "other", "other-library", BIFF);
    for (name, text) in files {
        write(dir.path(), name, text);
    }
    dir
}

fn library(dir: &Path, folder: &str, name: &str, source: &str) {
    let manifest = format!(
        "[package]\nname = \"{name}\"\nedition = \"2024\"\n[dependencies]\nflux-runtime = \"9\"\n"
    );
    write(dir, &format!("{folder}/Cargo.toml"), &manifest);
    write(dir, &format!("{folder}/src/lib.rs"), source);
}

fn write(dir: &Path, name: &str, text: &str) {
    let file = dir.join(name);
    let folder = file.parent().expect("inside the package");
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&file, text))
        .expect("writable");
}

/// Looks the path up in the first module of `src/main.rs` that has this path.
fn find_in(dir: &TempDir, module: &str, path: &str) -> Result<String, NotFound> {
    let packages = Packages::new(&dir.path().join("Cargo.toml"));
    let own = packages.own().expect("cargo reads the manifest");
    let mut universe = Universe::new(packages, Cfg::default());
    let main = own
        .targets
        .iter()
        .find(|target| target.src_path.ends_with("src/main.rs"))
        .expect("a program");
    let krate = universe.add(&own, main.crate_name(), &main.src_path, true);
    let modules = &universe.crates()[krate].tree.modules;
    let module = modules
        .iter()
        .position(|found| found.path == module)
        .expect("the module is read");
    let path = syn::parse_str(path).expect("a path");
    universe
        .find(At { krate, module }, &path)
        .map(|at| format!("{}::{}", universe.owner(at).0, universe.module(at).path))
}

fn find(main: &str, path: &str) -> Result<String, NotFound> {
    find_in(&package(&[("src/main.rs", main)]), "", path)
}

#[track_caller]
fn assert_found(main: &str, path: &str, expected: &str) {
    assert_eq!(
        find(main, path).as_deref(),
        Ok(expected),
        "{path} in {main}"
    );
}

#[track_caller]
fn assert_fails(main: &str, path: &str, segment: usize, why: &str, instead: &str) {
    let not_found = find(main, path).expect_err("nothing should be found");
    assert_eq!(not_found.segment, segment, "{not_found:?}");
    assert!(
        not_found.why.contains(why),
        "{not_found:?} should say {why}"
    );
    assert!(
        not_found.instead.contains(instead),
        "{not_found:?} should say {instead}"
    );
}

#[test]
fn a_module_of_this_crate() {
    for path in ["biff::Biff", "crate::biff::Biff", "self::biff::Biff"] {
        assert_found(BIFF, path, "app::biff");
    }
}

#[test]
fn a_module_of_a_dependency() {
    for path in [
        "sched_library::biff::Biff",
        "::sched_library::biff::Biff",
        "sched_library::Top",
    ] {
        assert_found("", path, "sched_library::inner::biff");
    }
    assert_found("", "renamed::biff::Biff", "other_library::biff");
}

#[test]
fn names_that_use_brings() {
    let library = "sched_library::inner::biff";
    assert_found("use sched_library::biff;", "biff::Biff", library);
    assert_found("use sched_library::{biff::{self, Biff}};", "Biff", library);
    assert_found(
        "use sched_library::{biff::{self, Biff}};",
        "biff::Biff",
        library,
    );
    assert_found("use sched_library::biff as b;", "b::Biff", library);
    assert_found(
        "use sched_library as lib; use lib::biff::Biff as B;",
        "B",
        library,
    );
    assert_found("use sched_library::*;", "biff::Biff", library);
    assert_found(
        "extern crate sched_library as lib;",
        "lib::biff::Biff",
        library,
    );
}

#[test]
fn a_name_of_ones_own_hides_a_glob_and_a_crate() {
    assert_found(
        &format!("use sched_library::*; {BIFF}"),
        "biff::Biff",
        "app::biff",
    );
    assert_found(
        &format!("mod sched_library {{ {BIFF} }}"),
        "sched_library::biff::Biff",
        "app::sched_library::biff",
    );
}

#[test]
fn modules_in_files() {
    let dir = package(&[
        (
            "src/main.rs",
            "mod a; #[path = \"odd/place.rs\"] mod b; mod c { pub mod d; } mod missing;",
        ),
        ("src/a.rs", "pub mod deep; use super::b::biff;"),
        ("src/a/deep/mod.rs", BIFF),
        ("src/odd/place.rs", &format!("{BIFF} mod beside;")),
        ("src/odd/beside.rs", ""),
        ("src/c/d.rs", BIFF),
    ]);
    for (module, path, expected) in [
        ("", "a::deep::biff::Biff", "app::a::deep::biff"),
        ("", "b::biff::Biff", "app::b::biff"),
        ("", "c::d::biff::Biff", "app::c::d::biff"),
        ("a", "biff::Biff", "app::b::biff"),
        ("a", "super::c::d::biff::Biff", "app::c::d::biff"),
        ("b::beside", "super::biff::Biff", "app::b::biff"),
        (
            "b::beside",
            "super::super::c::d::biff::Biff",
            "app::c::d::biff",
        ),
    ] {
        assert_eq!(
            find_in(&dir, module, path).as_deref(),
            Ok(expected),
            "{path} in `{module}`"
        );
    }
}

#[test]
fn the_library_of_the_same_package() {
    let dir = package(&[("src/main.rs", ""), ("src/lib.rs", BIFF)]);
    assert_eq!(
        find_in(&dir, "", "app::biff::Biff").as_deref(),
        Ok("app::biff")
    );
}

#[test]
fn circles_end() {
    let circle =
        "mod a { pub use super::b::*; } mod b { pub use super::a::*; } use x as y; use y as x;";
    assert_fails(circle, "a::biff::Biff", 1, "nothing called `biff`", "");
    assert_fails(circle, "x::Biff", 0, "nothing called `x`", "");
}

#[test]
fn what_is_wrong_is_said_at_the_segment_that_shows_it() {
    assert_fails(
        BIFF,
        "bif::Biff",
        0,
        "crate `app` (main.rs), nor a dependency",
        "did you mean `biff`?",
    );
    assert_fails(
        BIFF,
        "biff::Bif",
        1,
        "module `app::biff`",
        "did you mean `Biff`?",
    );
    assert_fails(BIFF, "biff", 0, "it is a module", "write `biff::Biff`");
    assert_fails(
        BIFF,
        "biff::BiffThread",
        1,
        "not the #[sched] struct",
        "`Biff`",
    );
    assert_fails(BIFF, "biff::Biff::New", 2, "is a type", "end the path");
    assert_fails("", "sched_library", 0, "it is a crate", "#[flux::subsched]");
    assert_fails(
        "mod plain { pub struct Plain; }",
        "plain::Plain",
        1,
        "declared in module `app::plain`, which is not marked",
        "#[flux::subsched]",
    );
    assert_fails(
        "#[subsched] mod half { struct Half; }",
        "half::Half",
        1,
        "no struct that is marked #[sched]",
        "#[sched]",
    );
    assert_fails(
        "",
        "sched_librari::biff::Biff",
        0,
        "nor a dependency",
        "did you mean `sched_library`?",
    );
}

#[test]
fn a_file_that_is_not_rust_is_named() {
    let dir = package(&[
        ("src/main.rs", "mod half;"),
        ("src/half.rs", "fn half_typed( {"),
    ]);
    let not_found = find_in(&dir, "", "half::biff::Biff").expect_err("it is not there");
    assert!(
        not_found.why.contains("half.rs could not be parsed"),
        "{not_found:?}"
    );
}

#[test]
fn a_file_that_nests_without_end_ends_nothing() {
    let check = || {
        let nests = [
            ("!".repeat(9_000), String::new(), true),
            ("(".repeat(1_000), ")".repeat(1_000), true),
            ("{".repeat(500), "}".repeat(500), true),
            ("-".repeat(200_000), String::new(), false),
            ("(".repeat(200_000), ")".repeat(200_000), false),
            ("[".repeat(200_000), "]".repeat(200_000), false),
        ];
        for (before, after, is_read) in nests {
            let deep = format!("pub fn f() -> bool {{ {before}true{after} }} {BIFF}");
            let dir = package(&[("src/main.rs", "mod deep;"), ("src/deep.rs", &deep)]);
            let found = find_in(&dir, "", "deep::biff::Biff");
            assert_eq!(found.is_ok(), is_read, "{}", &deep[..40]);
        }
    };
    let thread = std::thread::Builder::new().stack_size(crate::STACK_BYTES);
    thread
        .spawn(check)
        .expect("a thread")
        .join()
        .expect("no panic");
}

#[test]
fn a_forgotten_import_is_suggested() {
    let places = "`other_library::biff::Biff` and `sched_library::biff::Biff`";
    assert_fails("", "biff::Biff", 0, "nothing called `biff`", places);
    assert_fails(
        &format!("mod deep {{ {BIFF} }}"),
        "Biff",
        0,
        "nothing called",
        "`crate::deep::biff::Biff`",
    );
}
