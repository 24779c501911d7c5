//! Dependencies of this very package, which are there or it would not compile.

use super::{Package, Packages};
use std::path::Path;

/// This package: it has dependencies of every kind, and they are downloaded,
/// or this test would not have been compiled.
fn this() -> (Packages, Package) {
    let packages = Packages::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"));
    let own = packages.own().expect("cargo knows this package");
    (packages, own)
}

#[test]
fn a_crate_of_the_workspace_is_found_without_resolving() {
    let (packages, own) = this();
    let codegen = packages.dependency(&own, "flux_codegen").expect("found");
    let codegen = codegen.expect("it is a dependency");
    assert_eq!(codegen.name, "flux-codegen");
    assert_eq!(codegen.workspace_root, own.workspace_root);
    assert!(
        packages.resolved.get().is_none(),
        "cargo was asked more than needed"
    );
}

#[test]
fn a_crate_of_a_registry_is_found_both_ways() {
    let (packages, own) = this();
    let by_tree = packages.in_registry(&own, "strsim", &[]);
    let by_tree = by_tree.expect("cargo tree names it, and it is unpacked");
    let by_metadata = packages.dependency(&own, "strsim").expect("found");
    for package in [by_tree, by_metadata.expect("it is a dependency")] {
        assert_eq!(package.name, "strsim");
        assert!(
            package
                .library()
                .is_some_and(|library| library.src_path.is_file())
        );
        assert_eq!(package.workspace_root, None);
    }
}

#[test]
fn what_is_no_dependency_is_not_found() {
    let (packages, own) = this();
    assert!(
        packages
            .dependency(&own, "tokio")
            .is_ok_and(|found| found.is_none())
    );
}

#[test]
fn a_manifest_that_is_wrong_is_reported_in_cargos_words() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let manifest = dir.path().join("Cargo.toml");
    std::fs::write(&manifest, "[package]\nnom = \"x\"\n").expect("writable");
    let error = Packages::new(&manifest).own().expect_err("it has no name");
    assert!(error.to_string().contains("name"), "{error}");
}
