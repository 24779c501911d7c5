//! Ops and helpers.

use super::names;
use super::writer::{Writer, comment_text};
use super::{body, literal};
use crate::check::member_name;
use crate::check::model::CheckedType;
use crate::check::steps::{Value, walk_steps};
use crate::check::ty::Ty;
use crate::check::unit::FieldInfo;
use crate::syntax::ast::BinaryOp;
use crate::syntax::model::Part;
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
    write_unlink(w, item);
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

/// Flux takes a thread off its list when the kernel takes it away. Each removal counts as
/// the line of its list.
fn write_unlink(w: &mut Writer, item: &CheckedType) {
    let lists: Vec<(usize, &FieldInfo)> = lists(item)
        .filter_map(|at| Some((at, item.sched.get(at)?)))
        .collect();
    let Some((_, first)) = lists.first() else {
        return;
    };
    let (name, path) = (&item.c_name, &item.file.path_for_line);
    w.blank();
    let text = "Takes a thread off whatever list of";
    w.line(&format!(
        "/* {text} {}'s it is on. Under the instance's lock. */",
        item.name
    ));
    let params = [
        format!("struct flux_sched *{name}"),
        "struct flux_thread *thread".to_owned(),
    ];
    w.at(path, first.span.start().line);
    let start = format!(
        "static __always_inline void {}(",
        names::function(item, "unlink")
    );
    w.head(&start, &params, ")");
    w.line("{");
    for (list, info) in lists {
        let field = member_name(&info.name);
        let link = literal::link(item, list);
        w.at(path, info.span.start().line);
        w.line(&format!(
            "\tflux_list_remove(&{name}->{name}.{field}, thread, {link});"
        ));
    }
    w.line("}");
}

/// The lists of a type, as indexes into its `#[sched]` struct.
pub(super) fn lists(item: &CheckedType) -> impl Iterator<Item = usize> {
    let fields = item.state(Part::Sched).iter().enumerate();
    fields
        .filter(|(_, field)| matches!(field.ty, Ty::List(_)))
        .map(|(at, _)| at)
}

/// Whether the type uses an operator, `/` or `%`, on signed integers.
pub(super) fn divides_signed(item: &CheckedType, wanted: BinaryOp) -> bool {
    let mut divides = false;
    for (_, plan) in &item.plans {
        walk_steps(&plan.steps, &mut |step| {
            step.values(&mut |value| {
                value.walk(&mut |value| {
                    if let Value::Binary(op, ty, ..) = value {
                        divides |= *op == wanted && ty.as_int().is_some_and(|int| int.signed);
                    }
                });
            });
        });
    }
    divides
}
