//! Checked model to C text: pure, deterministic, cannot fail.
//!
//! Sections, in this order: `layout` (banner, enums, structs), `globals` (array maps with the
//! defaults of tunables, tables of the tree), `functions` (ops and helpers, with `#line` to the Rust source; `body`
//! writes their statements and `value` the expressions), `tables` (from type to op). `names` makes the C names.

mod body;
mod functions;
mod globals;
mod layout;
mod links;
mod literal;
mod names;
mod tables;
mod unread;
mod value;
mod writer;

use crate::check::CheckedModel;
use crate::syntax::ast::BinaryOp;
use writer::Writer;

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emitted {
    /// The whole `NAME.bpf.c`.
    pub c: String,
    /// `NAME`: the hierarchy's name in snake case.
    pub name: String,
    /// The instances, in the order of their ids.
    pub nodes: Vec<NodeInfo>,
    /// Id of the instance that new threads go to.
    pub new_threads: u32,
}

/// One instance, as the runtime wants to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeInfo {
    /// 1-based, parents before children, root = 1.
    pub id: u32,
    /// `root`, or the roles from the root down: `a.b`.
    pub name: String,
    /// The name of the type's `#[sched]` struct, such as `Biff`.
    pub type_name: String,
    /// Id of the parent; none for the root.
    pub parent: Option<u32>,
    /// Depth: 0 for the root.
    pub tier: u32,
}

/// Writes the C program of a checked hierarchy.
///
/// Deterministic: the same model gives the same bytes.
pub fn emit(model: &CheckedModel) -> Emitted {
    let mut w = Writer::default();
    layout::banner(&mut w, model);
    layout::enums(&mut w, model);
    layout::structs(&mut w, model);
    globals::write(&mut w, model);
    w.blank();
    w.line("#include <flux/core.bpf.h>");
    signed_division(&mut w, model);
    for item in &model.types {
        functions::write(&mut w, item);
    }
    w.blank();
    w.at_itself(&format!("{}.bpf.c", model.name));
    tables::write(&mut w, model);
    w.blank();
    w.line("#include <flux/callbacks.bpf.h>");
    w.blank();
    w.line("SEC(\".struct_ops.link\")");
    w.line("struct sched_ext_ops flux_ops = {");
    w.line("\tFLUX_OPS,");
    w.line(&format!("\t.name = \"flux_{}\",", model.name));
    w.line("};");
    w.blank();
    w.line("char _license[] SEC(\"license\") = \"GPL\";");
    let nodes = model.nodes.iter().enumerate().map(|(at, node)| NodeInfo {
        id: id(at),
        name: node.name.clone(),
        type_name: model
            .types
            .get(node.ty)
            .map(|item| item.name.clone())
            .unwrap_or_default(),
        parent: node.parent.map(id),
        tier: u32::try_from(node.tier).unwrap_or(u32::MAX),
    });
    Emitted {
        nodes: nodes.collect(),
        c: w.finish(),
        name: model.name.clone(),
        new_threads: id(model.home),
    }
}

/// The id of the instance at an index.
fn id(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

/// BPF before its fourth version divides unsigned numbers only; and the smallest number divided by
/// -1, which C leaves undefined, wraps.
fn signed_division(w: &mut Writer, model: &CheckedModel) {
    let kinds = [
        (BinaryOp::Div, "flux_sdiv", "(a < 0) != (b < 0)"),
        (BinaryOp::Rem, "flux_srem", "a < 0"),
    ];
    for (op, name, negative) in kinds {
        if !model
            .types
            .iter()
            .any(|item| functions::divides_signed(item, op))
        {
            continue;
        }
        w.blank();
        w.line("/* Signed integers, rounding towards 0; the divisor is not 0. */");
        w.line(&format!("static __always_inline s64 {name}(s64 a, s64 b)"));
        w.line("{");
        w.line("\tu64 ua = a < 0 ? -(u64)a : (u64)a;");
        w.line("\tu64 ub = b < 0 ? -(u64)b : (u64)b;");
        w.blank();
        let op = op.symbol();
        w.line(&format!(
            "\treturn {negative} ? (s64)-(ua {op} ub) : (s64)(ua {op} ub);"
        ));
        w.line("}");
    }
}
