//! What is no pattern. That patterns fit is tested with the C that runs them: tests/structures.

use super::*;

#[test]
fn what_is_no_pattern_is_told() {
    let error = |text| Pattern::compile(text).map_err(|error| error.to_string());
    for (text, said) in [
        ("", "it is empty"),
        ("sixteen_bytes_xx", "it asks for 16 bytes at least"),
        ("a[b", "the set that begins at byte 1 is not closed"),
        ("[", "the set that begins at byte 0 is not closed"),
        ("[]", "the set that begins at byte 0 is not closed"),
        ("[!]", "the set that begins at byte 0 is not closed"),
        (
            "[z-a]",
            "the range `z-a` ends before it begins; write `a-z`",
        ),
        ("[ü]", "`ü` takes more than one byte"),
        ("a\\", "it ends with a backslash"),
        ("a\0", "no name holds a 0 byte"),
    ] {
        let found = error(text).expect_err(text);
        assert!(found.starts_with(said), "{text}: {found}");
    }
}
