//! No two things of a module may have one name where C has one namespace.

use super::super::api::{self, Receiver};
use super::super::member_name;
use super::super::ops::Op;
use super::super::ty::Int;
use crate::diag::{Diagnostics, Problem};
use crate::syntax::model::{Kind, Part, Subsched};
use crate::syntax::snake_case;
use proc_macro2::Ident;
use std::collections::HashMap;

/// Reports names that collide.
pub(super) fn check(syntax: &Subsched, out: &mut Diagnostics) {
    unique(syntax, syntax.helpers.iter().map(|f| &f.name), out);
    ops(syntax, out);
    unique(
        syntax,
        syntax
            .tunables
            .iter()
            .chain(&syntax.consts)
            .map(|c| &c.name),
        out,
    );
    let structs = syntax.structs.iter().map(|s| &s.name);
    unique(
        syntax,
        structs.chain(syntax.enums.iter().map(|e| &e.name)),
        out,
    );
    for item in &syntax.enums {
        unique(syntax, item.variants.iter().map(|(name, _)| name), out);
    }
    for item in &syntax.structs {
        unique(syntax, item.fields.iter().map(|(name, _)| name), out);
    }
    for state in &syntax.states {
        unique(syntax, state.fields.iter().map(|field| &field.name), out);
    }
    reserved(syntax, out);
    meet_in_c(syntax, out);
}

/// Ops come once, and only in the `impl`.
fn ops(syntax: &Subsched, out: &mut Diagnostics) {
    let Some(policy) = syntax.policies.first() else {
        return;
    };
    let mut seen: HashMap<String, &Ident> = HashMap::new();
    for op in &policy.ops {
        let name = op.name.to_string();
        if let Some(first) = seen.get(&name) {
            let line = first.span().start().line;
            let problem = Problem::OpTwice { op: name, line };
            out.add(&problem, op.name.span(), &syntax.file);
        } else {
            seen.insert(name, &op.name);
        }
    }
    let trait_name = match policy.kind {
        Kind::Thread => "ThreadScheduler",
        Kind::Cpu => "CpuScheduler",
    };
    for helper in &syntax.helpers {
        let name = helper.name.to_string();
        if Op::from_name(&name).is_some_and(|op| op.belongs_to(policy.kind)) {
            let problem = Problem::OpOutsideImpl {
                op: name,
                policy: trait_name,
            };
            out.add(&problem, helper.name.span(), &syntax.file);
        }
    }
}

/// Types of the API: a module that declares one of its own would hide it.
const API_TYPES: &[&str] = &[
    "Sched",
    "Thread",
    "Cpu",
    "Child",
    "Children",
    "PerChild",
    "CpuSet",
    "Request",
    "List",
    "Link",
    "Tree",
    "Node",
    "Nanos",
    "Option",
    "Guard",
    "Field",
    "Tunable",
    "ThreadScheduler",
    "CpuScheduler",
];

/// Reports names that the API or the expansion of the macro has already.
fn reserved(syntax: &Subsched, out: &mut Diagnostics) {
    let made = |name: &Ident| {
        let sched = syntax.state(Part::Sched)?.name.to_string();
        ["Locked", "NoThread", "NoCpu"]
            .into_iter()
            .any(|end| *name == format!("{sched}{end}"))
            .then_some("a struct that `#[flux::subsched]` makes of this module")
    };
    let types = (syntax.states.iter().map(|state| &state.name))
        .chain(syntax.structs.iter().map(|item| &item.name))
        .chain(syntax.enums.iter().map(|item| &item.name));
    for name in types {
        let text = name.to_string();
        let is_api = API_TYPES.contains(&text.as_str());
        let owner = match is_api || Int::from_name(&text).is_some() || text == "bool" {
            true => Some("a type that ops speak of"),
            false => made(name),
        };
        if let Some(owner) = owner {
            let problem = Problem::NameReserved { name: text, owner };
            out.add(&problem, name.span(), &syntax.file);
        }
    }
    let calls: Vec<&str> = api::names(Receiver::None).chain(["drop"]).collect();
    for helper in &syntax.helpers {
        let text = helper.name.to_string();
        if calls.contains(&text.as_str()) {
            let owner = "a function that ops call";
            let problem = Problem::NameReserved { name: text, owner };
            out.add(&problem, helper.name.span(), &syntax.file);
        }
    }
}

/// Reports names that Rust tells apart and C does not.
fn meet_in_c(syntax: &Subsched, out: &mut Diagnostics) {
    let structs = syntax.structs.iter().map(|item| &item.name);
    unique_as(syntax, structs, &|name| snake_case(name), out);
    for item in &syntax.structs {
        let fields = item.fields.iter().map(|(name, _)| name);
        unique_as(syntax, fields, &member_name, out);
    }
    for state in &syntax.states {
        let fields = state.fields.iter().map(|field| &field.name);
        unique_as(syntax, fields, &member_name, out);
    }
    // Tunables are members of the instance's struct, too.
    if let Some(state) = syntax.state(Part::Sched) {
        for tunable in &syntax.tunables {
            let in_c = |name: &Ident| member_name(&name.to_string());
            let mut fields = state.fields.iter().map(|field| &field.name);
            if let Some(field) = fields.find(|field| in_c(field) == in_c(&tunable.name)) {
                let problem = Problem::NamesMeetInC {
                    name: tunable.name.to_string(),
                    other: field.to_string(),
                    line: field.span().start().line,
                };
                out.add(&problem, tunable.name.span(), &syntax.file);
            }
        }
        let tunables = syntax.tunables.iter().map(|tunable| &tunable.name);
        unique_as(syntax, tunables, &member_name, out);
    }
    // Enumerators have the enum's name before theirs.
    let variants = syntax.enums.iter().flat_map(|item| {
        let owner = snake_case(&item.name.to_string());
        let variants = item.variants.iter();
        variants.map(move |(name, _)| (format!("{owner}_{}", snake_case(&name.to_string())), name))
    });
    let mut seen: HashMap<String, &Ident> = HashMap::new();
    for (c_name, name) in variants {
        one_name(syntax, c_name, name, &mut seen, out);
    }
}

fn unique_as<'a>(
    syntax: &Subsched,
    names: impl Iterator<Item = &'a Ident>,
    in_c: &dyn Fn(&str) -> String,
    out: &mut Diagnostics,
) {
    let mut seen = HashMap::new();
    for name in names {
        one_name(syntax, in_c(&name.to_string()), name, &mut seen, out);
    }
}

fn one_name<'a>(
    syntax: &Subsched,
    c_name: String,
    name: &'a Ident,
    seen: &mut HashMap<String, &'a Ident>,
    out: &mut Diagnostics,
) {
    let first = seen.entry(c_name).or_insert(name);
    // The same name twice in one place is an error of its own.
    if **first != *name {
        let problem = Problem::NamesMeetInC {
            name: name.to_string(),
            other: first.to_string(),
            line: first.span().start().line,
        };
        out.add(&problem, name.span(), &syntax.file);
    }
}

fn unique<'a>(syntax: &Subsched, names: impl Iterator<Item = &'a Ident>, out: &mut Diagnostics) {
    let mut seen = HashMap::new();
    for name in names {
        let first = seen.entry(name.to_string()).or_insert(name);
        if !std::ptr::eq(*first, name) {
            let line = first.span().start().line;
            let problem = Problem::NameTwice {
                name: name.to_string(),
                line,
            };
            out.add(&problem, name.span(), &syntax.file);
        }
    }
}
