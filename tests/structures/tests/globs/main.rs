//! Patterns of names: compiled by the agent's own code, run by the kernel side's own C,
//! and compared with what the crate `glob` makes of them.

mod data;
#[path = "../../../../flux-runtime/src/config/glob.rs"]
mod pattern;

use data::layout::Glob;
use flux_structures_tests::globs::{COMM_LEN, GLOB_BYTES, fits};
use pattern::Pattern;
use proptest::prelude::*;

/// What the C makes of it, as the kernel has it: cut to 15 bytes, filled up with zeros.
fn c_fits(pattern: &Pattern, name: &str) -> bool {
    let Glob { mask, star, accept } = &*pattern.glob;
    let mut glob = [0; GLOB_BYTES / 2];
    glob[..256].copy_from_slice(mask);
    glob[256..].copy_from_slice(&[*star, *accept]);
    let mut comm = [0; COMM_LEN];
    for (to, from) in comm.iter_mut().zip(name.bytes().take(COMM_LEN - 1)) {
        *to = from;
    }
    fits(&glob, &comm)
}

#[test]
fn patterns_fit_names() {
    for (pattern, name, expected) in [
        ("nginx", "nginx", true),
        ("nginx", "nginx2", false),
        ("nginx", "ngin", false),
        ("*", "", true),
        ("*", "any", true),
        ("**", "any", true),
        ("a*b*c", "axxbxxc", true),
        ("a*b*c", "abc", true),
        ("a*b*c", "acb", false),
        ("*aab", "aaaab", true),
        ("?", "x", true),
        ("?", "", false),
        ("[a-c]?", "bz", true),
        ("[a-c]?", "dz", false),
        ("[!a-c]", "d", true),
        ("[!a-c]", "a", false),
        ("[]]", "]", true),
        ("[!]]", "]", false),
        ("[a-]", "-", true),
        ("[-a]", "-", true),
        ("\\*", "*", true),
        ("\\*", "x", false),
        ("kworker/*", "kworker/0:1", true),
        ("ü", "ü", true),
        ("??", "ü", true),
        ("fifteen_bytes_x", "fifteen_bytes_x", true),
        ("fifteen_bytes_x*", "fifteen_bytes_xyz", true),
    ] {
        let compiled = Pattern::compile(pattern).expect(pattern);
        assert_eq!(c_fits(&compiled, name), expected, "{pattern} {name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Few characters, so that much fits: among them all that mean something.
    #[test]
    fn the_c_agrees_with_the_crate_glob(
        text in "[ab*?!\\-\\[\\]]{1,9}",
        names in prop::collection::vec("[abc!\\-\\[\\]]{0,9}", 8),
    ) {
        // A second star next to one means directories there, and nothing here.
        let once = text.replace("***", "*").replace("**", "*").replace("**", "*");
        match (Pattern::compile(&text), glob::Pattern::new(&once)) {
            (Ok(pattern), Ok(reference)) => for name in names {
                prop_assert_eq!(
                    c_fits(&pattern, &name),
                    reference.matches(&name),
                    "{} {}", text, name
                );
            },
            // A range that ends before it begins is taken there, and fits nothing.
            (Err(_), _) => {}
            (Ok(_), Err(error)) => prop_assert!(false, "{text} is no pattern: {error}"),
        }
    }

    /// Whatever is asked for byte by byte fits what it was made of.
    #[test]
    fn names_fit_themselves(name in "\\PC{1,15}") {
        let quoted: String = name.chars().flat_map(|char| ['\\', char]).collect();
        match Pattern::compile(&quoted) {
            Ok(pattern) => prop_assert!(c_fits(&pattern, &name)),
            Err(error) => prop_assert!(name.len() > 15, "{error}"),
        }
    }
}
