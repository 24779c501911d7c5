//! Types of Rust that everybody knows and BPF does not have: what to write instead.

/// The construct that a type's name stands for, and what takes its place.
pub(super) fn instead(name: &str) -> Option<(String, &'static str)> {
    let quoted = || format!("`{name}`");
    Some(match name {
        "f16" | "f32" | "f64" | "f128" => (
            "a floating-point number".to_owned(),
            "count in a smaller unit with integers: BPF has no floating point",
        ),
        "u128" | "i128" => (quoted(), "use `u64` or `i64`: BPF has no wider registers"),
        "char" => (quoted(), "use a `u8`, or an enum of this module"),
        "str" | "String" | "OsString" | "CString" => (
            quoted(),
            "use a number or an enum of this module: texts stand only in `assert!`, `panic!` and `expect`",
        ),
        "Box" | "Rc" | "Arc" | "Weak" | "Cow" | "Pin" => (
            quoted(),
            "keep the value itself in a field of the state: there is no heap",
        ),
        "Vec" | "VecDeque" | "LinkedList" | "BinaryHeap" => (
            quoted(),
            "use an array with a length that is always enough, or a `List` of threads",
        ),
        "HashMap" | "HashSet" | "BTreeMap" | "BTreeSet" => (
            quoted(),
            "keep the value in the `#[thread]` or `#[cpu]` struct of what it belongs to, or use an array",
        ),
        "Mutex" | "RwLock" | "Cell" | "RefCell" | "UnsafeCell" | "OnceCell" | "OnceLock" => (
            quoted(),
            "write the plain type; mark the field `#[locked]` if several values change together",
        ),
        "Duration" | "Instant" | "SystemTime" => (quoted(), "use `Nanos`, and `now()`"),
        "Result" => (
            quoted(),
            "return a `bool` or an enum of this module; `assert!` ends the scheduler",
        ),
        "PhantomData" => (quoted(), "leave the field out"),
        name if name.starts_with("Atomic") => (
            quoted(),
            "write the plain type: each `get` and `set` is one whole access; mark it `#[locked]` to count in it",
        ),
        name if name.starts_with("NonZero") => (quoted(), "write the plain integer"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_has_no_place_in_bpf_is_known_by_name() {
        let (construct, instead) = super::instead("AtomicU64").expect("known");
        assert_eq!(construct, "`AtomicU64`");
        assert!(instead.contains("plain type"));
        assert!(super::instead("Vec").is_some() && super::instead("Thing").is_none());
    }
}
