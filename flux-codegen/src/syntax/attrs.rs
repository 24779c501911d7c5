//! Attributes that the macros understand: `#[sched]`, `#[thread]`, `#[cpu]`, `#[locked]`,
//! `#[role]`, `#[key]`, `#[tunable]`, and doc comments. What the others may do is rustc's affair, as long as
//! they do not change what flux reads.

use super::cx::Cx;
use super::model::{Docs, Key, Part, Role};
use crate::diag::Problem;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Lit, Meta, Path};

/// The names that belong to flux; the expansion takes them off the items.
pub const OWN_ATTRIBUTES: &[&str] = &["sched", "thread", "cpu", "locked", "role", "key", "tunable"];

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
    let result = match &attr.meta {
        Meta::Path(_) => Ok(()),
        Meta::List(list) => list.parse_nested_meta(|meta| {
            if meta.path.is_ident("claims_idle") {
                role.claims_idle = true;
                Ok(())
            } else {
                Err(meta.error("a role knows only `claims_idle`"))
            }
        }),
        Meta::NameValue(pair) => {
            let text = "a role has no value";
            Err(syn::Error::new(pair.eq_token.span(), text))
        }
    };
    if let Err(error) = result {
        let problem = Problem::AttributeArguments {
            error: error.to_string(),
            instead: "write `#[role]` or `#[role(claims_idle)]`",
        };
        cx.error(error.span(), problem);
    }
    Some(role)
}

/// What `#[key(field)]` says.
pub(super) fn key(cx: &mut Cx<'_>, attrs: &[Attribute]) -> Option<Key> {
    let attr = find(attrs, "key")?;
    let span = attr.path().span();
    match attr.parse_args::<syn::Ident>() {
        Ok(field) => Some(Key { field, span }),
        Err(_) => {
            let problem = Problem::AttributeArguments {
                error: "`#[key]` names one field".to_owned(),
                instead: "write `#[key(field)]`",
            };
            cx.error(span, problem);
            None
        }
    }
}

/// What attributes stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Struct,
    Enum,
    Variant,
    StateField,
    ValueField,
    Const,
    Static,
    Function,
    Impl,
    /// A statement, an expression, a parameter, an arm.
    Inside,
}

impl Place {
    fn words(self) -> &'static str {
        match self {
            Place::Struct => "a struct",
            Place::Enum => "an enum",
            Place::Variant => "a variant",
            Place::StateField => "a field of a state struct",
            Place::ValueField => "a field of a struct that is used by value",
            Place::Const => "a constant",
            Place::Static => "a static",
            Place::Function => "a function",
            Place::Impl => "an `impl`",
            Place::Inside => "a part of a function",
        }
    }
}

/// Where an attribute of flux belongs.
fn home(name: &str) -> (&'static [Place], &'static str) {
    match name {
        "sched" | "thread" | "cpu" => (&[Place::Struct], "a struct of the module"),
        "tunable" => (&[Place::Static], "a `static` of the module"),
        "locked" => (&[Place::StateField], "a field of the `#[sched]` struct"),
        "key" => (
            &[Place::StateField],
            "a field `name: Node` of the `#[thread]` struct",
        ),
        _ => (
            &[Place::StateField],
            "a field `name: Child` of the `#[sched]` struct",
        ),
    }
}

/// Reports attributes that are in the wrong place, there twice, or would make rustc see something
/// else than flux.
pub(super) fn check(cx: &mut Cx<'_>, attrs: &[Attribute], place: Place) {
    let mut seen: Vec<String> = Vec::new();
    for attr in attrs {
        let name = name_of(attr.path());
        if !is_own(attr) {
            if let Some(instead) = why_unsupported(attr.path(), place) {
                cx.error(
                    attr.path().span(),
                    Problem::AttributeUnsupported { name, instead },
                );
            }
            continue;
        }
        let span = attr.path().span();
        let (places, belongs) = home(&name);
        if !places.contains(&place) {
            let place = place.words();
            cx.error(
                span,
                Problem::AttributeElsewhere {
                    name,
                    place,
                    belongs,
                },
            );
            continue;
        }
        let takes_none = !["role", "key"].contains(&name.as_str());
        if takes_none && !matches!(attr.meta, Meta::Path(_)) {
            let problem = Problem::AttributeArguments {
                error: format!("`#[{name}]` takes no arguments"),
                instead: "remove them",
            };
            cx.error(span, problem);
        }
        // All that may stand in one place exclude each other.
        if let Some(first) = seen.first() {
            let first = first.clone();
            cx.error(span, Problem::AttributeTwice { name, first });
        } else {
            seen.push(name);
        }
    }
}

fn name_of(path: &Path) -> String {
    let names = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string());
    names.collect::<Vec<_>>().join("::")
}

/// What to do instead, if the attribute may make rustc see something else than flux. A name that
/// nobody knows is reported by rustc.
fn why_unsupported(path: &Path, place: Place) -> Option<&'static str> {
    const TOOLS: &[&str] = &["clippy", "rustfmt", "diagnostic", "rust_analyzer", "miri"];
    const LINKING: &[&str] = &[
        "no_mangle",
        "export_name",
        "link_section",
        "target_feature",
        "used",
        "unsafe",
        "naked",
    ];
    let name = path.segments.first()?.ident.to_string();
    match name.as_str() {
        "cfg" | "cfg_attr" => Some("put it on the whole module, or write two modules"),
        "test" | "bench" => Some("put tests into a `#[cfg(test)] mod tests` of their own"),
        "repr" if place != Place::Enum => Some("remove it: flux lays the state out"),
        "derive" if !matches!(place, Place::Struct | Place::Enum) => {
            Some("remove it: only structs and enums derive")
        }
        name if LINKING.contains(&name) => {
            Some("remove it: flux names and places what it generates")
        }
        name if path.segments.len() > 1 && !TOOLS.contains(&name) => {
            Some("remove it: flux reads what stands here, not what the attribute makes of it")
        }
        _ => None,
    }
}
