//! `docs/language.md` says what the checks do.

use flux_codegen::diag::ALL_IDS;
use flux_tests::{bless, workspace};

/// Where the table of contexts begins and ends.
const BEGIN: &str = "<!-- contexts: written by `cargo xtask bless` -->\n";
const END: &str = "<!-- end of contexts -->";

#[test]
fn the_table_of_contexts_is_that_of_the_checks() {
    let file = workspace().join("docs/language.md");
    let text = std::fs::read_to_string(&file).expect("readable");
    let (before, rest) = text.split_once(BEGIN).expect("the table's begin");
    let (table, after) = rest.split_once(END).expect("the table's end");
    let right = flux_codegen::check::contexts_table();
    if bless() {
        let text = format!("{before}{BEGIN}{right}{END}{after}");
        std::fs::write(&file, text).expect("writable");
    } else {
        assert_eq!(table, right, "if the table is right: cargo xtask bless");
    }
}

/// The names of rules that the text speaks of are those of rules.
#[test]
fn the_rules_that_it_names_are_there() {
    let file = workspace().join("docs/language.md");
    let text = std::fs::read_to_string(&file).expect("readable");
    let names: Vec<&str> = text
        .split("`flux::")
        .skip(1)
        .filter_map(|rest| rest.split('`').next())
        .filter(|name| name.contains('-'))
        .collect();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        assert!(ALL_IDS.contains(&name), "there is no rule `{name}`");
    }
}
