//! Lists and trees: what they consist of, and the links through which threads and CPUs are on them.
//!
//! Invariant: each list and tree has a link of its own, which tells whether a thread or CPU is on
//! it. So one may be on several at once, and on each only once.

use super::super::ty::{Element, Ty};
use super::{Access, FieldInfo, Unit};
use crate::diag::{Diagnostics, Problem};
use crate::syntax::ast::{Type, TypeKind};
use crate::syntax::model::{Field, Part};
use proc_macro2::Ident;

/// The type of a field that is a list, a tree or a node; `None` for all others.
pub(super) fn resolve(
    unit: &Unit<'_>,
    part: Part,
    field: &Field,
    out: &mut Diagnostics,
) -> Option<Ty> {
    let TypeKind::Named(name, arguments) = &field.ty.kind else {
        return None;
    };
    match name.to_string().as_str() {
        "List" | "Tree" => Some(container(unit, part, field, (name, arguments), out)),
        "Node" => Some(node(unit, part, field, out)),
        _ => {
            if let Some(key) = &field.key {
                unit.error(out, key.span, &Problem::KeyWithoutNode);
            }
            None
        }
    }
}

fn container(
    unit: &Unit<'_>,
    part: Part,
    field: &Field,
    (name, arguments): (&Ident, &[Type]),
    out: &mut Diagnostics,
) -> Ty {
    let is_tree = name == "Tree";
    if field.locked.is_none() || part != Part::Sched {
        let (kind, field_name) = (kind_words(is_tree), field.name.to_string());
        let problem = Problem::ListNotLocked {
            kind,
            field: field_name,
        };
        unit.error(out, field.name.span(), &problem);
    }
    let wrong = match is_tree {
        true => Problem::TreeArguments,
        false => Problem::ListArguments,
    };
    let [of, link] = arguments else {
        unit.error(out, name.span(), &wrong);
        return Ty::Error;
    };
    let element = match &of.kind {
        TypeKind::Named(name, args) if name == "Thread" && args.is_empty() => Element::Thread,
        TypeKind::Named(name, args) if name == "Cpu" && args.is_empty() && !is_tree => Element::Cpu,
        _ => {
            unit.error(out, of.span, &wrong);
            return Ty::Error;
        }
    };
    let TypeKind::Named(link_name, _) = &link.kind else {
        unit.error(out, link.span, &wrong);
        return Ty::Error;
    };
    let links = unit.state(element.part());
    let is_link = |info: &FieldInfo| match info.ty {
        Ty::Link => !is_tree,
        Ty::Node(_) => is_tree,
        _ => false,
    };
    match links
        .iter()
        .position(|info| *link_name == info.name && is_link(info))
    {
        Some(at) if is_tree => Ty::Tree(at),
        Some(at) => Ty::List(element, at),
        None => {
            let known: Vec<String> = links
                .iter()
                .filter(|info| is_link(info))
                .map(|info| format!("`{}`", info.name))
                .collect();
            let known = match known.is_empty() {
                true => "there is none yet".to_owned(),
                false => known.join(", "),
            };
            let (kind, ty) = match is_tree {
                true => ("node", "Node"),
                false => ("link", "Link"),
            };
            let problem = Problem::LinkUnknown {
                part: element.part().name(),
                kind,
                link: link_name.to_string(),
                ty,
                known,
            };
            unit.error(out, link.span, &problem);
            Ty::Error
        }
    }
}

fn kind_words(is_tree: bool) -> &'static str {
    match is_tree {
        true => "tree",
        false => "list",
    }
}

/// The place in a tree, with the field that orders it; no field's number if that is wrong.
fn node(unit: &Unit<'_>, part: Part, field: &Field, out: &mut Diagnostics) -> Ty {
    let state = unit.syntax.state(part);
    let fields = state.map_or(&[][..], |state| state.fields.as_slice());
    let unknown = Ty::Node(fields.len());
    let Some(key) = &field.key else {
        let problem = Problem::NodeWithoutKey {
            node: field.name.to_string(),
        };
        unit.error(out, field.name.span(), &problem);
        return unknown;
    };
    match fields.iter().position(|field| field.name == key.field) {
        Some(at) => Ty::Node(at),
        None => {
            let problem = Problem::KeyUnknown {
                key: key.field.to_string(),
                part: part.name(),
            };
            unit.error(out, key.field.span(), &problem);
            unknown
        }
    }
}

/// Checks what takes all fields to see.
pub(super) fn check(unit: &Unit<'_>, out: &mut Diagnostics) {
    links_are_not_shared(unit, out);
    keys_are_ordered(unit, out);
}

fn links_are_not_shared(unit: &Unit<'_>, out: &mut Diagnostics) {
    for (at, field) in unit.sched.iter().enumerate() {
        let (Ty::List(_, link) | Ty::Tree(link)) = field.ty else {
            continue;
        };
        let mut earlier = unit.sched.iter().take(at);
        let Some(other) = earlier.find(|other| other.ty == field.ty) else {
            continue;
        };
        let is_tree = matches!(field.ty, Ty::Tree(_));
        let element = field.ty.element().unwrap_or(Element::Thread);
        let link = unit.state(element.part()).get(link);
        let problem = Problem::LinkShared {
            kind: if is_tree { "node" } else { "link" },
            link: link.map(|info| info.name.clone()).unwrap_or_default(),
            container: kind_words(is_tree),
            list: other.name.clone(),
            ty: if is_tree { "Node" } else { "Link" },
            part: element.part().name(),
        };
        unit.error(out, field.span, &problem);
    }
}

/// A key is compared as the 64 bits that it is copied into.
fn keys_are_ordered(unit: &Unit<'_>, out: &mut Diagnostics) {
    for field in &unit.thread {
        let Ty::Node(key) = field.ty else { continue };
        let Some(key) = unit.thread.get(key) else {
            continue;
        };
        let is_unsigned = key.ty.as_int().is_some_and(|int| !int.signed);
        let is_plain = key.access == Access::Shared && is_unsigned;
        if key.ty != Ty::Error && !is_plain {
            let problem = Problem::KeyType {
                key: key.name.clone(),
                ty: unit.type_text(&key.ty),
            };
            unit.error(out, field.span, &problem);
        }
    }
}
