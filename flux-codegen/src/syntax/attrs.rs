//! Attributes that the macros understand: `#[sched]`, `#[thread]`, `#[cpu]`, `#[locked]`,
//! `#[role]`, `#[tunable]`, and doc comments.

use super::cx::Cx;
use super::model::{Docs, Part, Role};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Lit, Meta};

/// The names that belong to flux; the expansion takes them off the items.
pub const OWN_ATTRIBUTES: &[&str] = &["sched", "thread", "cpu", "locked", "role", "tunable"];

/// Whether an attribute belongs to flux.
pub fn is_own(attr: &Attribute) -> bool {
    OWN_ATTRIBUTES.iter().any(|name| attr.path().is_ident(name))
}

/// The attribute of that name, if it is there.
pub(super) fn find<'a>(attrs: &'a [Attribute], name: &str) -> Option<&'a Attribute> {
    attrs.iter().find(|attr| attr.path().is_ident(name))
}

/// The lines of the doc comment.
pub fn docs(attrs: &[Attribute]) -> Docs {
    let mut lines = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("doc")) {
        if let Meta::NameValue(pair) = &attr.meta
            && let Expr::Lit(literal) = &pair.value
            && let Lit::Str(text) = &literal.lit
        {
            lines.extend(text.value().lines().map(str::to_owned));
            if text.value().is_empty() {
                lines.push(String::new());
            }
        }
    }
    Docs(lines)
}

/// Which state struct the attributes make an item, if any.
pub fn part(attrs: &[Attribute]) -> Option<Part> {
    [Part::Sched, Part::Thread, Part::Cpu]
        .into_iter()
        .find(|part| find(attrs, part.name()).is_some())
}

/// The role that `#[role]` declares.
pub(super) fn role(cx: &mut Cx<'_>, attrs: &[Attribute]) -> Option<Role> {
    let attr = find(attrs, "role")?;
    let mut role = Role {
        claims_idle: false,
        span: attr.path().span(),
    };
    if let Meta::List(list) = &attr.meta {
        let result = list.parse_nested_meta(|meta| {
            if meta.path.is_ident("claims_idle") {
                role.claims_idle = true;
                Ok(())
            } else {
                Err(meta.error("a role knows only `claims_idle`"))
            }
        });
        if let Err(error) = result {
            cx.error(
                error.span(),
                crate::diag::Problem::Syntax {
                    error: error.to_string(),
                },
            );
        }
    }
    Some(role)
}
