//! Ops and helpers.

use super::names;
use super::writer::{Writer, comment_text};
use super::{body, links, literal};
use crate::check::api::Receiver;
use crate::check::model::CheckedType;
use crate::check::steps::{Value, walk_steps};
use crate::syntax::ast::BinaryOp;
use std::collections::HashSet;

/// Writes the functions of a type.
pub(super) fn write(w: &mut Writer, item: &CheckedType) {
    let path = &item.file.path_for_line;
    w.blank();
    w.line(&format!("/* {} */", comment_text(path)));
    write_constants(w, item);
    for (_, plan) in &item.plans {
        w.blank();
        if let Some(docs) = plan.docs.summary() {
            w.line(&format!("/* {} */", comment_text(&docs)));
        }
        body::write(w, item, plan);
    }
    links::write_unlink(w, item);
}

fn write_constants(w: &mut Writer, item: &CheckedType) {
    let mut used = HashSet::new();
    for (_, plan) in &item.plans {
        walk_steps(&plan.steps, &mut |step| {
            step.values(&mut |value| {
                value.walk(&mut |value| {
                    if let Value::Const(at) = value {
                        used.insert(*at);
                    }
                });
            });
        });
    }
    let path = &item.file.path_for_line;
    for (at, info) in item
        .consts
        .iter()
        .enumerate()
        .filter(|(at, _)| used.contains(at))
    {
        w.blank();
        let docs = info
            .docs
            .summary()
            .map(|docs| format!("{docs} "))
            .unwrap_or_default();
        w.line(&format!(
            "/* {}{path}:{} */",
            comment_text(&docs),
            info.line
        ));
        let name = literal::constant(item, at);
        let declared = names::declaration(item, &name, &info.ty);
        let number = literal::literal_of(item, info.value, &info.ty);
        w.line(&format!("static const {declared} = {number};"));
    }
}

/// Whether the type uses an operator, `/` or `%`, on signed integers.
pub(super) fn divides_signed(item: &CheckedType, wanted: BinaryOp) -> bool {
    has_value(item, &|value| match value {
        Value::Binary(op, ty, ..) => *op == wanted && ty.as_int().is_some_and(|int| int.signed),
        _ => false,
    })
}

/// Whether a type's functions ask for what applications have hinted.
pub(super) fn asks_for_hints(item: &CheckedType) -> bool {
    asks_of_thread(item, "hint")
}

/// Whether a type's functions ask for the weight of a thread among cgroups.
pub(super) fn asks_for_cgroups(item: &CheckedType) -> bool {
    asks_of_thread(item, "hierarchical_weight")
}

/// Whether a type's functions ask this of a thread.
fn asks_of_thread(item: &CheckedType, what: &str) -> bool {
    has_value(
        item,
        &|value| matches!(value, Value::Api(_, api, _) if api.receiver == Receiver::Thread && api.name == what),
    )
}

/// Whether a type's functions send away what runs on a CPU.
pub(super) fn requeues_current(item: &CheckedType) -> bool {
    has_value(
        item,
        &|value| matches!(value, Value::Api(_, api, _) if api.receiver == Receiver::Cpu && api.name == "requeue_current"),
    )
}

/// Whether such a value is in a type's functions.
fn has_value(item: &CheckedType, is_such: &dyn Fn(&Value) -> bool) -> bool {
    let mut has = false;
    for (_, plan) in &item.plans {
        walk_steps(&plan.steps, &mut |step| {
            step.values(&mut |value| value.walk(&mut |value| has |= is_such(value)));
        });
    }
    has
}
