//! The few macros that the language has: `assert!`, `panic!` and their kin.

use super::ast::{Expr, ExprKind};
use super::cx::Cx;
use super::expr;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Lit, Token};

/// Parses a macro call.
pub(super) fn parse(cx: &mut Cx<'_>, call: &syn::Macro) -> ExprKind {
    let name = call
        .path
        .segments
        .last()
        .map(|s| s.ident.to_string())
        .unwrap_or_default();
    let parser = Punctuated::<syn::Expr, Token![,]>::parse_terminated;
    let arguments = match parser.parse2(call.tokens.clone()) {
        Ok(arguments) => arguments,
        Err(_)
            if !matches!(
                name.as_str(),
                "assert" | "debug_assert" | "panic" | "unreachable"
            ) =>
        {
            return unsupported(cx, call, &name);
        }
        Err(error) => {
            cx.error(
                error.span(),
                crate::diag::Problem::Syntax {
                    error: error.to_string(),
                },
            );
            return ExprKind::Invalid;
        }
    };
    let mut arguments = arguments.iter();
    let parsed = match name.as_str() {
        "assert" | "debug_assert" => match arguments.next() {
            Some(condition) => {
                let condition = expr::boxed(cx, condition);
                ExprKind::Assert(condition, message(cx, arguments.next()))
            }
            None => return unsupported(cx, call, &name),
        },
        "panic" | "unreachable" => ExprKind::Panic(message(cx, arguments.next())),
        _ => return unsupported(cx, call, &name),
    };
    if let Some(extra) = arguments.next() {
        cx.unsupported(extra.span(), "a format argument", "write a plain text");
    }
    parsed
}

/// The text of `expect("…")`, carried as a panic.
pub(super) fn message_as_panic(cx: &mut Cx<'_>, text: &syn::Expr) -> Expr {
    let message = message(cx, Some(text));
    Expr {
        kind: ExprKind::Panic(message),
        span: text.span(),
    }
}

fn message(cx: &mut Cx<'_>, text: Option<&syn::Expr>) -> Option<String> {
    let text = text?;
    match text {
        syn::Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) if text.value().contains(['{', '}']) => {
                cx.unsupported(
                    text.span(),
                    "a format argument",
                    "write a plain text without braces",
                );
                None
            }
            Lit::Str(text) => Some(text.value()),
            other => {
                cx.unsupported(other.span(), "this message", "write a text in quotes");
                None
            }
        },
        other => {
            cx.unsupported(other.span(), "a computed message", "write a text in quotes");
            None
        }
    }
}

fn unsupported(cx: &mut Cx<'_>, call: &syn::Macro, name: &str) -> ExprKind {
    let instead = match name {
        "assert_eq" | "debug_assert_eq" => "write `assert!(a == b, \"…\")`",
        "assert_ne" | "debug_assert_ne" => "write `assert!(a != b, \"…\")`",
        "matches" => "write a `match`, or compare with `==`",
        "println" | "eprintln" | "print" | "dbg" => {
            "count it in a field and read that from outside"
        }
        "todo" | "unimplemented" => "write `panic!(\"…\")`",
        "vec" => "use an array",
        _ => "only `assert!`, `panic!` and `unreachable!` exist here",
    };
    cx.unsupported(call.path.span(), &format!("the macro `{name}!`"), instead);
    ExprKind::Invalid
}
