//! README's example is a real one: it stands there as it is built and run.

use std::fs;

#[test]
fn the_example_is_the_crate_fifo_from_scratch() {
    let root = flux_tests::workspace();
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md can be read");
    let source = root.join("examples/fifo-from-scratch/src/main.rs");
    let source = fs::read_to_string(source).expect("the example can be read");
    let shown = readme
        .split("```rust\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("README.md has a Rust example");
    assert!(
        shown == source,
        "README.md shows something else than examples/fifo-from-scratch/src/main.rs: copy the file there"
    );
}

#[test]
fn its_commands_exist() {
    let root = flux_tests::workspace();
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md can be read");
    let alias = fs::read_to_string(root.join(".cargo/config.toml")).expect("the alias can be read");
    assert!(alias.contains("xtask ="));
    for command in ["cargo xtask demo", "cargo xtask test"] {
        assert!(
            readme.contains(command),
            "README.md does not name {command}"
        );
    }
}
