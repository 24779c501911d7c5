//! Patterns: bindings, `Some`/`None`, integers, `bool`s, ranges, enum variants, alternatives.

use super::ast::{Pat, PatKind};
use super::cx::Cx;
use super::expr::path_idents;
use syn::spanned::Spanned;
use syn::{Expr, Lit, RangeLimits, UnOp};

/// Parses a pattern; what the language does not have is reported.
pub(super) fn parse(cx: &mut Cx<'_>, pat: &syn::Pat) -> Pat {
    let span = pat.span();
    let kind = cx
        .nested(span, |cx| kind(cx, pat))
        .unwrap_or(PatKind::Invalid);
    Pat { kind, span }
}

fn kind(cx: &mut Cx<'_>, pat: &syn::Pat) -> PatKind {
    match pat {
        syn::Pat::Wild(_) => PatKind::Wild,
        syn::Pat::Ident(ident) => binding(cx, ident),
        syn::Pat::Paren(paren) => kind(cx, &paren.pat),
        syn::Pat::TupleStruct(tuple) => some(cx, tuple),
        syn::Pat::Path(path) if path.qself.is_none() => match path_idents(&path.path) {
            Some(idents) => PatKind::Path(idents),
            None => unsupported(cx, pat),
        },
        syn::Pat::Lit(lit) => match &lit.lit {
            Lit::Bool(value) => PatKind::Bool(value.value),
            Lit::Int(value) => match value.base10_parse() {
                Ok(value) => PatKind::Int(value),
                Err(_) => unsupported(cx, pat),
            },
            _ => unsupported(cx, pat),
        },
        syn::Pat::Range(range) => self::range(cx, range).unwrap_or(PatKind::Invalid),
        syn::Pat::Or(or) => PatKind::Or(or.cases.iter().map(|case| parse(cx, case)).collect()),
        other => unsupported(cx, other),
    }
}

fn binding(cx: &mut Cx<'_>, ident: &syn::PatIdent) -> PatKind {
    if let Some(by_ref) = &ident.by_ref {
        cx.unsupported(by_ref.span(), "`ref`", "bind by value");
    }
    if let Some((at, _)) = &ident.subpat {
        cx.unsupported(at.span(), "`@`", "bind the name, then compare it with `if`");
    }
    if ident.ident == "None" {
        return PatKind::None;
    }
    cx.check_name(&ident.ident);
    PatKind::Bind(ident.ident.clone(), ident.mutability.is_some())
}

fn some(cx: &mut Cx<'_>, tuple: &syn::PatTupleStruct) -> PatKind {
    match tuple.elems.first() {
        Some(inner) if tuple.path.is_ident("Some") && tuple.elems.len() == 1 => {
            PatKind::Some(Box::new(parse(cx, inner)))
        }
        _ => {
            let instead = "match on `Some(name)`, `None` or a variant without data";
            cx.unsupported(tuple.span(), "this pattern", instead);
            PatKind::Invalid
        }
    }
}

fn range(cx: &mut Cx<'_>, range: &syn::ExprRange) -> Option<PatKind> {
    let bounds = (
        range.start.as_deref().and_then(integer),
        range.end.as_deref().and_then(integer),
    );
    let (Some(from), Some(to)) = bounds else {
        let instead = "write both ends as integers: `1..=5`";
        cx.unsupported(range.span(), "this range pattern", instead);
        return None;
    };
    match range.limits {
        RangeLimits::Closed(_) => Some(PatKind::Range(from, to)),
        RangeLimits::HalfOpen(_) => Some(PatKind::Range(from, to.checked_sub(1)?)),
    }
}

fn integer(expr: &Expr) -> Option<i128> {
    match expr {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Int(value) => value.base10_parse().ok(),
            _ => None,
        },
        Expr::Unary(unary) => match unary.op {
            UnOp::Neg(_) => integer(&unary.expr)?.checked_neg(),
            _ => None,
        },
        _ => None,
    }
}

fn unsupported(cx: &mut Cx<'_>, pat: &syn::Pat) -> PatKind {
    let (span, construct, instead) = match pat {
        syn::Pat::Guard(guard) => (
            guard.if_token.span(),
            "an `if` behind a pattern",
            "put an `if` into the arm, or write `if` and `else if` instead of `match`",
        ),
        syn::Pat::Struct(pat) => (
            pat.span(),
            "a struct pattern",
            "bind the whole and read its fields: `value.name`",
        ),
        syn::Pat::Tuple(pat) => (
            pat.span(),
            "a tuple pattern",
            "bind each value by its own `let`",
        ),
        syn::Pat::Slice(pat) => (pat.span(), "a slice pattern", "index the array"),
        syn::Pat::Reference(pat) => (
            pat.and_token.span(),
            "a reference pattern",
            "bind without `&`",
        ),
        syn::Pat::Rest(pat) => (pat.span(), "`..` in a pattern", "name what is meant"),
        syn::Pat::Lit(lit) => (
            lit.span(),
            "this literal in a pattern",
            "match integers, `true`, `false` or variants",
        ),
        syn::Pat::Macro(pat) => (
            pat.mac.path.span(),
            "a macro in a pattern",
            "write the pattern out",
        ),
        other => (
            other.span(),
            "this pattern",
            "use `_`, a name, `Some(name)`, `None`, an integer, a range or a variant",
        ),
    };
    cx.unsupported(span, construct, instead);
    PatKind::Invalid
}
