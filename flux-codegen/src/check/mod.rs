//! Model to checked model: every rule, every name, every type.
//!
//! One module at a time: `unit` resolves its items, `infer` its functions, `calls` looks at who
//! calls what, `lower` makes C's statements of them, `locks` looks at what happens under a lock.
//! Then `hierarchy` puts the types into the tree. `api` and `ops` are the tables of what there is.

pub(crate) mod api;
mod c_names;
mod calls;
mod contexts;
mod hierarchy;
mod infer;
mod locks;
mod loops;
mod lower;
pub(crate) mod model;
pub(crate) mod ops;
mod peers;
mod stack;
pub(crate) mod steps;
pub(crate) mod tree;
pub(crate) mod ty;
pub(crate) mod unit;
mod values;

pub use api::{Documented, Receiver, api_table};
pub use contexts::contexts_table;
pub(crate) use lower::member_name;
pub use model::CheckedModel;

use crate::diag::{Diagnostics, Problem};
use crate::syntax::model::Part;
use crate::syntax::{Hierarchy, Subsched};
use model::CheckedType;
use proc_macro2::Span;
use std::collections::HashMap;
use unit::Unit;

/// Checks a hierarchy and every type in it.
///
/// `resolve` finds the type that a path means. If it cannot, it says why: with the errors of the
/// module that it found, or with a [`TypeNotFound`](crate::diag::Problem::TypeNotFound) at the
/// segment that leads nowhere. The same error returned twice is reported once.
///
/// # Errors
/// Everything that is wrong, in the hierarchy and in the types.
pub fn check<'a>(
    hierarchy: &Hierarchy,
    resolve: &dyn Fn(&syn::Path) -> Result<&'a Subsched, Diagnostics>,
) -> Result<CheckedModel, Diagnostics> {
    let mut out = Diagnostics::new();
    let mut found: Vec<&'a Subsched> = Vec::new();
    let mut path_types = Vec::new();
    for path in hierarchy.type_paths() {
        match resolve(path) {
            Ok(subsched) => {
                let known = found
                    .iter()
                    .position(|other| std::ptr::eq(*other, subsched));
                path_types.push(known.unwrap_or(found.len()));
                if known.is_none() {
                    found.push(subsched);
                }
            }
            Err(errors) if errors.is_empty() => {
                let name = path
                    .segments
                    .last()
                    .map(|segment| segment.ident.to_string());
                let problem = Problem::TypeNotFound {
                    path: name.unwrap_or_default(),
                    why: "it was not found".to_owned(),
                    instead: "write the path of a `#[sched]` struct".to_owned(),
                };
                out.add(&problem, path_span(path), &hierarchy.file);
            }
            Err(errors) => out.append(errors),
        }
    }
    let names = c_names::of_types(&found);
    let types: Vec<CheckedType> = found
        .iter()
        .zip(names)
        .map(|(subsched, name)| check_type(subsched, name, &mut out))
        .collect();
    // With a type missing or in pieces, the tree would only be told off for the same thing.
    if !out.is_empty() {
        out.sort();
        return Err(out);
    }
    let mut tree = hierarchy::Tree {
        hierarchy,
        types: &types,
        path_types: &path_types,
        nodes: Vec::new(),
        out: &mut out,
    };
    let home = tree.check();
    let nodes = tree.nodes;
    c_names::check_functions(&types, &mut out);
    let name = hierarchy.file_stem();
    out.into_result(CheckedModel {
        name,
        types,
        nodes,
        home,
    })
}

fn path_span(path: &syn::Path) -> Span {
    path.segments
        .last()
        .map_or_else(Span::call_site, |segment| segment.ident.span())
}

/// Checks one module by itself: all that does not need the hierarchy.
///
/// # Errors
/// Everything that is wrong in it.
pub fn check_subsched(subsched: &Subsched) -> Result<(), Diagnostics> {
    let mut out = Diagnostics::new();
    check_type(subsched, subsched.name.to_string(), &mut out);
    out.into_result(())
}

fn check_type(subsched: &Subsched, c_name: String, out: &mut Diagnostics) -> CheckedType {
    let unit = Unit::new(subsched, out);
    let functions: Vec<tree::Function> = unit
        .functions
        .iter()
        .map(|signature| infer::function(&unit, signature, out))
        .collect();
    for function in &functions {
        values::check(&unit, function, out);
    }
    let summaries = calls::summaries(&unit, &functions);
    calls::check_contexts(&unit, &summaries, out);
    calls::check_grants(&unit, &functions, &summaries, out);
    let fallible = calls::fallible(&unit, &summaries);
    let used = calls::used(&unit, &summaries);
    let mut plans = HashMap::new();
    let mut order = calls::order(&unit, &summaries, out);
    loops::check(&unit, &functions, &order, out);
    for at in &order {
        let (Some(signature), Some(function)) = (unit.functions.get(*at), functions.get(*at))
        else {
            continue;
        };
        let fallible = fallible.get(*at).copied().unwrap_or(false);
        let plan = lower::function(&unit, signature, function, &plans, fallible, out);
        locks::check(&unit, &summaries, &plan, out);
        plans.insert(*at, plan);
    }
    stack::check(&unit, &summaries, &plans, &order, out);
    // Helpers before ops, each after what it calls; ops as they were written.
    order.sort_by_key(|at| match unit.functions.get(*at).and_then(|f| f.op) {
        Some(_) => *at + 1,
        None => 0,
    });
    order.retain(|at| used.get(*at).copied().unwrap_or(false));
    let plans = order
        .into_iter()
        .filter_map(|at| Some((at, plans.remove(&at)?)))
        .collect();
    CheckedType {
        c_name,
        name: subsched.type_name(),
        docs: subsched.docs.clone(),
        file: subsched.file.clone(),
        line: subsched.name.span().start().line,
        kind: unit.kind,
        holds_threads: subsched.state(Part::Thread).is_some(),
        sched: unit.sched,
        thread: unit.thread,
        cpu: unit.cpu,
        enums: unit.enums,
        structs: unit.structs,
        consts: unit.consts,
        tunables: unit.tunables,
        plans,
    }
}
