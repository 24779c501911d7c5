//! No two things of a module may have one name where C has one namespace.

use crate::diag::{Diagnostics, Problem};
use crate::syntax::model::Subsched;
use proc_macro2::Ident;
use std::collections::HashMap;

/// Reports names that collide.
pub(super) fn check(syntax: &Subsched, out: &mut Diagnostics) {
    let functions = syntax.helpers.iter().map(|f| &f.name);
    let ops = syntax
        .policies
        .iter()
        .take(1)
        .flat_map(|p| &p.ops)
        .map(|op| &op.name);
    unique(syntax, functions.chain(ops), out);
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
