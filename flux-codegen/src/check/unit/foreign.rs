//! Types of Rust that everybody knows and BPF does not have: what to write instead.

use super::super::ty::Int;

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

/// The same for functions: those of such types, and others that a policy may miss.
pub(crate) fn function_instead(path: &[&str]) -> Option<(String, &'static str)> {
    let quoted = format!("`{}`", path.join("::"));
    let text = match path {
        ["Ok" | "Err"] => instead("Result")?.1,
        [ty, "from" | "try_from"] if Int::from_name(ty).is_some() => {
            "convert with `as`, and test the bounds before where it matters"
        }
        [.., "min" | "max" | "minmax"] => "write `a.min(b)` or `a.max(b)`",
        [.., "swap" | "replace" | "take"] => "assign by way of a variable",
        [.., "size_of"] => "write the number of bytes as a `const`",
        [.., "sleep" | "yield_now" | "spawn"] => "return, and go on in another op: ops never wait",
        [.., "default"] => "write the value out",
        [.., ty, _] => instead(ty)?.1,
        _ => return None,
    };
    Some((quoted, text))
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_has_no_place_in_bpf_is_known_by_name() {
        let (construct, instead) = super::instead("AtomicU64").expect("known");
        assert_eq!(construct, "`AtomicU64`");
        assert!(instead.contains("plain type"));
        assert!(super::instead("Vec").is_some() && super::instead("Thing").is_none());
        let (construct, _) =
            super::function_instead(&["std", "boxed", "Box", "new"]).expect("known");
        assert_eq!(construct, "`std::boxed::Box::new`");
        assert!(super::function_instead(&["helper"]).is_none());
    }
}
