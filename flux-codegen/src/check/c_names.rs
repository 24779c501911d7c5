//! The names of types and functions in C: one for each, and none that the core has.

use super::model::CheckedType;
use crate::diag::{Diagnostics, Problem};
use crate::syntax::Subsched;

/// First words of the names of the hand-written C, which a type's name would take the place of:
/// a module `run` with a function `thread` would make a second `flux_run_thread`. A test compares
/// them with the headers.
const CORE_WORDS: &[&str] = &[
    "act",
    "action",
    "ancestor",
    "any",
    "anyone",
    "avl",
    "call",
    "callback",
    "cgroup",
    "cgroups",
    "change",
    "child",
    "children",
    "claim",
    "clock",
    "comm",
    "condition",
    "config",
    "count",
    "cpu",
    "cpus",
    "cpuset",
    "create",
    "ctx",
    "culprit",
    "current",
    "decide",
    "declare",
    "default",
    "deliver",
    "deq",
    "dequeue",
    "disable",
    "dispatch",
    "drain",
    "dsq",
    "dump",
    "einval",
    "enable",
    "enq",
    "enqueue",
    "enter",
    "enum",
    "exit",
    "f",
    "facts",
    "fail",
    "fallback",
    "flush",
    "follow",
    "forget",
    "generation",
    "glob",
    "globals",
    "grant",
    "guard",
    "hand",
    "has",
    "hint",
    "hints",
    "holds",
    "id",
    "if",
    "init",
    "insert",
    "is",
    "iter",
    "join",
    "judge",
    "keep",
    "kick",
    "layout",
    "leave",
    "let",
    "light",
    "list",
    "lock",
    "locks",
    "max",
    "move",
    "name",
    "names",
    "new",
    "no",
    "node",
    "none",
    "note",
    "notes",
    "now",
    "nr",
    "number",
    "on",
    "ops",
    "part",
    "pass",
    "path",
    "pf",
    "pick",
    "pid",
    "place",
    "preempt",
    "quiescent",
    "recheck",
    "rechecks",
    "refresh",
    "rename",
    "request",
    "requeue",
    "rescue",
    "restart",
    "revoke",
    "rule",
    "rules",
    "run",
    "runnable",
    "running",
    "runs",
    "sched",
    "scheds",
    "second",
    "select",
    "set",
    "settle",
    "slice",
    "starved",
    "stats",
    "switches",
    "take",
    "task",
    "tasks",
    "tell",
    "test",
    "this",
    "thread",
    "threads",
    "tick",
    "topology",
    "tree",
    "type",
    "unlink",
    "unqueue",
    "update",
    "verified",
    "wait",
    "want",
    "was",
    "watch",
    "weight",
    "window",
    "without",
    "yield",
];

/// A C name for each type: the module's, with the crate's before it where two are the same.
pub(super) fn of_types(found: &[&Subsched]) -> Vec<String> {
    let plain = |subsched: &Subsched| {
        let name = subsched.name.to_string().to_lowercase();
        if CORE_WORDS.contains(&name.as_str()) {
            format!("{name}_")
        } else {
            name
        }
    };
    let mut names: Vec<String> = Vec::new();
    for subsched in found {
        let name = plain(subsched);
        let alone = found.iter().filter(|other| plain(other) == name).count() == 1;
        let wish = match alone {
            true => name,
            false => format!("{}_{name}", subsched.file.crate_name.to_lowercase()),
        };
        let mut name = wish.clone();
        let mut number = 2;
        while names.contains(&name) {
            name = format!("{wish}_{number}");
            number += 1;
        }
        names.push(name);
    }
    names
}

/// Reports types whose functions meet in C: a module `a` with a helper `b_c` and a module `a_b`
/// with a helper `c`.
pub(super) fn check_functions(types: &[CheckedType], out: &mut Diagnostics) {
    let mut seen = std::collections::HashSet::new();
    for item in types {
        for (_, plan) in &item.plans {
            let name = format!("flux_{}_{}", item.c_name, plan.name);
            if !seen.insert(name.clone()) {
                let problem = Problem::FunctionNamesCollide { name };
                out.add(&problem, plan.span, &item.file);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// The first words of all names that begin with `flux_` or `FLUX_`.
    fn first_words(text: &str) -> Vec<String> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let names = text.split(|c: char| !is_name(c));
        let names = names.map(str::to_lowercase);
        names
            .filter_map(|name| {
                let rest = name.strip_prefix("flux_")?;
                Some(rest.split('_').next().unwrap_or_default().to_owned())
            })
            .filter(|word| !word.is_empty())
            .collect()
    }

    #[test]
    fn no_name_of_the_headers_can_be_taken() {
        let headers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../flux-build/bpf/flux");
        let mut count = 0;
        for entry in std::fs::read_dir(headers).expect("the hand-written C") {
            let file = entry.expect("readable").path();
            let text = std::fs::read_to_string(&file).expect("readable");
            for word in first_words(&text) {
                count += 1;
                assert!(
                    CORE_WORDS.contains(&word.as_str()),
                    "{}: a type called `{word}` would meet `flux_{word}…`: add the word to CORE_WORDS",
                    file.display()
                );
            }
        }
        assert!(count > 100, "only {count} names");
    }
}
