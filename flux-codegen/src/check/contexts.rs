//! The table of contexts as documentation: which call may be made from which ops.
//!
//! What the checks enforce is in `api` and `ops`; this writes it out, and a test of the workspace
//! compares it with `docs/language.md`.

use super::api::{Api, Receiver, TABLE};
use super::ops::{Op, Ops};
use crate::syntax::model::Kind;

/// The table in Markdown: a line for each call.
///
/// ```
/// let table = flux_codegen::check::contexts_table();
/// assert!(table.contains("| `cpu.grant` | – | `pick_next_task` | no |"));
/// ```
pub fn contexts_table() -> String {
    let mut text = String::from(
        "| call | in a thread scheduler from | in a CPU scheduler from | under the lock |\n|---|---|---|---|\n",
    );
    let field = |call: &str| format!("| {call} | every op | every op | yes |\n");
    text.push_str(&field("`field.get`, `field.set`, `TUNABLE.get`"));
    text.push_str("| `field.of`, `field.set_of`, `TUNABLE.of` | – | every op | yes |\n");
    text.push_str("| `sched.lock` | every op | every op | no |\n");
    for api in TABLE {
        let under_lock = match (api.receiver, api.under_lock) {
            (Receiver::List | Receiver::Tree, _) => "only",
            (_, true) => "yes",
            (_, false) => "no",
        };
        text.push_str(&format!(
            "| `{}` | {} | {} | {under_lock} |\n",
            api.words(),
            from(api, Kind::Thread),
            from(api, Kind::Cpu),
        ));
    }
    text
}

/// The ops of one kind that may make the call.
fn from(api: &Api, kind: Kind) -> String {
    // Children and requests reach CPU schedulers only, threads and their trees the others.
    let meets = match api.receiver {
        Receiver::Child | Receiver::Children | Receiver::Request => kind == Kind::Cpu,
        Receiver::Thread | Receiver::Tree => kind == Kind::Thread,
        _ => true,
    };
    let ops = Op::ALL.into_iter().filter(|op| op.belongs_to(kind));
    let names = api.ops.names(kind);
    if !meets || names.is_empty() {
        "–".to_owned()
    } else if api.ops == Ops::ALL || names == ops_names(ops) {
        "every op".to_owned()
    } else {
        names
    }
}

fn ops_names(ops: impl Iterator<Item = Op>) -> String {
    let names: Vec<String> = ops.map(|op| format!("`{}`", op.name())).collect();
    names.join(", ")
}
