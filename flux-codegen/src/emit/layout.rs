//! Types, instances and the structs that hold their state.

use super::functions;
use super::links;
use super::literal;
use super::names;
use super::writer::{Writer, comment_text};
use crate::check::member_name;
use crate::check::model::{CheckedModel, CheckedNode, CheckedType};
use crate::check::ops::Op;
use crate::check::ty::{Element, Ty};
use crate::check::unit::{Access, FieldInfo};
use crate::syntax::model::Part;

/// Writes the comment at the top.
pub(super) fn banner(w: &mut Writer, model: &CheckedModel) {
    w.line("/* SPDX-License-Identifier: GPL-2.0 */");
    w.line("/*");
    let name = &model.name;
    w.line(&format!(
        " * {name}: a sched_ext scheduler composed by flux. Generated; do not edit."
    ));
    w.line(" *");
    let rows: Vec<(String, &CheckedType)> = model
        .nodes
        .iter()
        .filter_map(|node| {
            let role = node.name.rsplit('.').next().unwrap_or_default();
            Some((
                format!("{}{role}", "  ".repeat(node.tier)),
                model.types.get(node.ty)?,
            ))
        })
        .collect();
    let first = rows.iter().map(|(role, _)| role.len()).max().unwrap_or(0) / 8 + 1;
    let second = rows
        .iter()
        .map(|(_, item)| item.name.len())
        .max()
        .unwrap_or(0)
        / 8
        + 1;
    for (role, item) in &rows {
        let path = comment_text(&item.file.path_for_line);
        let gap = "\t".repeat(first - role.len() / 8);
        let next = "\t".repeat(second - item.name.len() / 8);
        w.line(&format!(" *\t{role}{gap}{}{next}{path}", item.name));
    }
    w.line(" *");
    let home = model
        .nodes
        .get(model.home)
        .map(|node| node.name.as_str())
        .unwrap_or_default();
    w.line(&format!(" * New threads go to {home}."));
    w.line(" */");
    w.line("#include <flux/flux.bpf.h>");
}

/// Writes the enums of types and instances, and what the core wants to know before it starts.
pub(super) fn enums(w: &mut Writer, model: &CheckedModel) {
    w.blank();
    w.line("/* Types of subschedulers: what the switch tables below tell apart. */");
    w.line("enum flux_type {");
    w.line("\tFLUX_TYPE_NONE = 0,");
    for (at, item) in model.types.iter().enumerate() {
        w.line(&format!("\t{} = {},", names::type_const(item), at + 1));
    }
    w.line("};");
    w.blank();
    w.line("/* Instances: indexes into flux_scheds and struct flux_cpu's part. */");
    w.line("enum flux_node {");
    w.line("\tFLUX_NODE_NONE = 0,");
    for (at, node) in model.nodes.iter().enumerate() {
        w.line(&format!("\t{} = {},", names::node_const(node), at + 1));
    }
    w.line("};");
    w.blank();
    let tiers = model
        .nodes
        .iter()
        .map(|node| node.tier + 1)
        .max()
        .unwrap_or(1);
    let home = model
        .nodes
        .get(model.home)
        .map(names::node_const)
        .unwrap_or_default();
    w.line(&format!("#define FLUX_NR_NODES\t\t{}", model.nodes.len()));
    w.line(&format!("#define FLUX_NR_TIERS\t\t{tiers}"));
    w.line(&format!("#define FLUX_NEW_THREADS\t{home}"));
    w.blank();
    w.line("/* Ops that some type implements; the core leaves the others out. */");
    for op in Op::ALL.into_iter().filter(|op| *op != Op::PickNextTask) {
        if model.types.iter().any(|item| has(item, op)) {
            w.line(&format!("#define FLUX_HAS_{}", op.name().to_uppercase()));
        }
    }
    let sends = |item: &CheckedType| item.sched.iter().any(|field| field.ty == Ty::Peer);
    if model.types.iter().any(sends) {
        w.line("#define FLUX_HAS_JOIN_SCHEDULER");
    }
    if model
        .types
        .iter()
        .any(|item| links::of_threads(item).next().is_some())
    {
        w.line("#define FLUX_HAS_UNLINK");
    }
    if model.types.iter().any(functions::asks_for_hints) {
        w.line("#define FLUX_HAS_HINTS");
    }
    if model.types.iter().any(functions::requeues_current) {
        w.line("#define FLUX_HAS_REQUEUE_CURRENT");
    }
    cgroups(w, model);
}

/// The instances in which threads compete by the weights of their cgroups.
fn cgroups(w: &mut Writer, model: &CheckedModel) {
    let asks = |node: &&CheckedNode| {
        let item = model.types.get(node.ty);
        item.is_some_and(functions::asks_for_cgroups)
    };
    let bits: Vec<String> = model
        .nodes
        .iter()
        .filter(asks)
        .map(|node| format!("1ULL << {}", names::node_const(node)))
        .collect();
    if bits.is_empty() {
        return;
    }
    w.blank();
    w.line("/* Instances in which the weights of cgroups count. */");
    w.line("#define FLUX_HAS_CGROUP_WEIGHTS");
    w.line(&format!(
        "#define FLUX_CGROUP_SCHEDS\t({})",
        bits.join(" | ")
    ));
}

/// Whether a type implements an op.
pub(super) fn has(item: &CheckedType, op: Op) -> bool {
    item.plans.iter().any(|(_, plan)| plan.op == Some(op))
}

/// Writes the state structs of all types and the unions of them.
pub(super) fn structs(w: &mut Writer, model: &CheckedModel) {
    for item in &model.types {
        type_structs(w, item);
    }
    w.blank();
    w.line("/* One element per thread id: the generic part and its type's. */");
    w.line("struct flux_thread {");
    w.line("\tstruct flux_thread_generic f;");
    union(w, model, Part::Thread);
    w.line("};");
    w.blank();
    w.line("/* What an instance keeps for one CPU, whether it holds it or not. */");
    w.line("struct flux_cpu_part {");
    w.line("\tstruct flux_stats stats;");
    union(w, model, Part::Cpu);
    w.line("};");
    w.blank();
    w.line("struct flux_cpu {");
    w.line("\tstruct flux_cpu_generic f;");
    w.line("\tstruct flux_cpu_part part[FLUX_NR_NODES + 1];");
    w.line("};");
    w.blank();
    w.line("struct flux_sched {");
    w.line("\tstruct flux_sched_generic f;");
    union(w, model, Part::Sched);
    w.line("};");
}

fn type_structs(w: &mut Writer, item: &CheckedType) {
    let parts = [Part::Sched, Part::Thread, Part::Cpu];
    let has_state = parts.iter().any(|part| has_struct(item, *part));
    if !has_state && item.enums.is_empty() && item.structs.is_empty() {
        return;
    }
    w.blank();
    let docs = item
        .docs
        .summary()
        .map_or_else(String::new, |docs| format!(": {docs}"));
    let stop = if docs.is_empty() { "." } else { "" };
    let role = format!("{}, {}{docs}{stop}", item.name, item.kind.words());
    w.comment(&[role, format!("{}:{}", item.file.path_for_line, item.line)]);
    let mut first = true;
    let mut separate = |w: &mut Writer| {
        if !std::mem::take(&mut first) {
            w.blank();
        }
    };
    for (at, info) in item.enums.iter().enumerate() {
        separate(w);
        one_line_docs(w, info.docs.summary());
        w.line(&format!(
            "enum {} {{",
            names::value_struct(item, &info.name)
        ));
        for (variant, (_, number)) in info.variants.iter().enumerate() {
            let number = literal::literal_of(item, *number, &Ty::Int(info.repr));
            w.line(&format!(
                "\t{} = {number},",
                names::variant(item, at, variant)
            ));
        }
        w.line("};");
    }
    for info in &item.structs {
        separate(w);
        one_line_docs(w, info.docs.summary());
        w.line(&format!(
            "struct {} {{",
            names::value_struct(item, &info.name)
        ));
        for (name, ty) in &info.fields {
            w.line(&format!(
                "\t{};",
                names::declaration(item, &member_name(name), ty)
            ));
        }
        w.line("};");
    }
    for part in parts.into_iter().filter(|part| has_struct(item, *part)) {
        separate(w);
        w.line(&format!("struct flux_{}_{} {{", item.c_name, part.name()));
        for field in item.state(part) {
            let declared = match field.ty {
                Ty::Children(_) => format!("struct flux_children {}", member_name(&field.name)),
                _ => names::declaration(item, &member_name(&field.name), &field.ty),
            };
            match field_comment(item, field) {
                Some(text) => w.line(&format!("\t{declared};\t/* {} */", comment_text(&text))),
                None => w.line(&format!("\t{declared};")),
            }
        }
        if part == Part::Sched {
            tunables(w, item);
        }
        w.line("};");
    }
}

/// Whether a type adds something to the generic part: fields, or tunables to that of an instance.
pub(super) fn has_struct(item: &CheckedType, part: Part) -> bool {
    !item.state(part).is_empty() || part == Part::Sched && !item.tunables.is_empty()
}

/// The tunables as members of an instance: each has its own, which the agent writes at any time.
fn tunables(w: &mut Writer, item: &CheckedType) {
    for info in &item.tunables {
        let declared = names::declaration(item, &member_name(&info.name), &info.ty);
        let what = match &info.ty {
            Ty::PerChild(..) => "tunable for each child",
            _ => "tunable",
        };
        let text = match info.docs.summary().map(|docs| phrase(&docs)) {
            Some(docs) => format!("{what}: {docs}"),
            None => what.to_owned(),
        };
        w.line(&format!(
            "\tvolatile {declared};\t/* {} */",
            comment_text(&text)
        ));
    }
}

fn one_line_docs(w: &mut Writer, docs: Option<String>) {
    if let Some(docs) = docs {
        w.line(&format!("/* {} */", comment_text(&docs)));
    }
}

/// What a field is, and what its doc comment says, as a phrase.
fn field_comment(item: &CheckedType, field: &FieldInfo) -> Option<String> {
    let docs = field.docs.summary().map(|docs| phrase(&docs));
    let what = match (&field.access, &field.ty) {
        (Access::Role { .. }, Ty::Children(_)) => "roles that the hierarchy names".to_owned(),
        (Access::Role { .. }, _) => "role".to_owned(),
        (Access::Peer, _) => "peer".to_owned(),
        (_, Ty::PerChild(..)) => "for each child".to_owned(),
        (_, Ty::List(element, link)) => {
            let of = match element {
                Element::Thread => "threads",
                Element::Cpu => "CPUs",
            };
            let link = state_name(item, element.part(), *link);
            format!("locked; {of}, by {link}")
        }
        (_, Ty::Tree(node)) => {
            let node = state_name(item, Part::Thread, *node);
            format!("locked; threads, by {node}")
        }
        (_, Ty::Node(key)) => {
            let key = state_name(item, Part::Thread, *key);
            format!("ordered by {key}")
        }
        (Access::Locked, _) => "locked".to_owned(),
        _ => return docs,
    };
    Some(match docs {
        Some(docs) => format!("{what}: {docs}"),
        None => what,
    })
}

fn state_name(item: &CheckedType, part: Part, at: usize) -> &str {
    let info = item.state(part).get(at);
    info.map_or("", |info| info.name.as_str())
}

/// A sentence as a part of another: no capital, no stop. `CPUs` stays as it is.
fn phrase(docs: &str) -> String {
    let mut chars = docs.trim_end_matches('.').chars();
    let (first, second) = (chars.next(), chars.next());
    let lower = second.is_none_or(|c| !c.is_uppercase());
    let first = first.map(|c| {
        if lower {
            c.to_lowercase().to_string()
        } else {
            c.to_string()
        }
    });
    [first, second.map(String::from), Some(chars.collect())]
        .into_iter()
        .flatten()
        .collect()
}

fn union(w: &mut Writer, model: &CheckedModel, part: Part) {
    let members: Vec<&CheckedType> = model
        .types
        .iter()
        .filter(|item| has_struct(item, part))
        .collect();
    if members.is_empty() {
        return;
    }
    w.line("\tunion {");
    for item in members {
        w.line(&format!(
            "\t\tstruct flux_{0}_{1} {0};",
            item.c_name,
            part.name()
        ));
    }
    w.line("\t};");
}
