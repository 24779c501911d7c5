//! Blocks, statements, branches and loops.

use super::ast::{Block, Expr, ExprKind, For, If, Let, Pat, PatKind, Stmt, Type};
use super::attrs::Place;
use super::cx::Cx;
use super::{attrs, expr, macros, pattern, types};
use crate::diag::Problem;
use proc_macro2::Span;
use syn::RangeLimits;
use syn::spanned::Spanned;

/// What a loop without a bound is told to become.
const BOUNDED: &str =
    "write `for _ in 0..MAX { if !condition { break; } … }` with a constant that is always enough";

/// Reports `while` or `loop`.
pub(super) fn no_bound(cx: &mut Cx<'_>, span: Span, what: &'static str) {
    let instead = match what {
        "a `while let`" => {
            "write `for _ in 0..MAX { let Some(x) = … else { break; }; … }` with a constant that is always enough"
        }
        "a range without an end" => "write its end: `for i in 0..MAX`",
        _ => BOUNDED,
    };
    cx.error(span, Problem::LoopWithoutBound { what, instead });
}

/// Parses what stands between braces.
pub(super) fn parse_block(cx: &mut Cx<'_>, block: &syn::Block) -> Block {
    let mut stmts = Vec::new();
    let mut tail = None;
    for (at, stmt) in block.stmts.iter().enumerate() {
        let is_last = at + 1 == block.stmts.len();
        match stmt {
            syn::Stmt::Local(local) => stmts.push(Stmt::Let(Box::new(parse_let(cx, local)))),
            syn::Stmt::Expr(value, None) if is_last => tail = Some(expr::boxed(cx, value)),
            syn::Stmt::Expr(value, _) => stmts.push(Stmt::Expr(expr::parse(cx, value))),
            syn::Stmt::Macro(call) => {
                let parsed = Expr {
                    kind: macros::parse(cx, &call.mac),
                    span: call.mac.path.span(),
                };
                if is_last && call.semi_token.is_none() {
                    tail = Some(Box::new(parsed));
                } else {
                    stmts.push(Stmt::Expr(parsed));
                }
            }
            // Names of other modules are rustc's business.
            syn::Stmt::Item(syn::Item::Use(_)) => {}
            syn::Stmt::Item(item) => {
                let instead = "move it out of the function into the module";
                cx.unsupported(item.span(), "an item inside a function", instead);
            }
        }
    }
    let braces = block.brace_token.span;
    Block {
        stmts,
        tail,
        span: braces.open(),
        end: braces.close(),
    }
}

fn parse_let(cx: &mut Cx<'_>, local: &syn::Local) -> Let {
    attrs::check(cx, &local.attrs, Place::Inside);
    let (pat, ty) = match &local.pat {
        syn::Pat::Type(typed) => (
            pattern::parse(cx, &typed.pat),
            Some(types::parse(cx, &typed.ty)),
        ),
        plain => (pattern::parse(cx, plain), None),
    };
    let init = local.init.as_ref().map(|init| expr::parse(cx, &init.expr));
    let diverge = local.init.as_ref().and_then(|init| init.diverge.as_ref());
    let els = diverge.and_then(|(_, block)| match block.as_ref() {
        syn::Expr::Block(block) => Some(parse_block(cx, &block.block)),
        _ => None,
    });
    Let {
        pat,
        ty,
        init,
        els,
        span: local.let_token.span(),
    }
}

/// Parses `if` and `if let`.
pub(super) fn parse_if(cx: &mut Cx<'_>, branch: &syn::ExprIf) -> ExprKind {
    let (pat, cond) = match branch.cond.as_ref() {
        syn::Expr::Let(matched) => (
            Some(pattern::parse(cx, &matched.pat)),
            expr::parse(cx, &matched.expr),
        ),
        plain => (None, expr::parse(cx, plain)),
    };
    let then = parse_block(cx, &branch.then_branch);
    let els = branch
        .else_branch
        .as_ref()
        .map(|(_, els)| expr::parse(cx, els));
    ExprKind::If(Box::new(If {
        pat,
        cond,
        then,
        els,
    }))
}

/// Parses `for i in a..b`.
pub(super) fn parse_for(cx: &mut Cx<'_>, repeat: &syn::ExprForLoop) -> ExprKind {
    no_label(cx, repeat.label.as_ref().map(|label| label.span()));
    let pat = pattern::parse(cx, &repeat.pat);
    let var = loop_variable(cx, pat);
    let range = match repeat.expr.as_ref() {
        syn::Expr::Paren(paren) => paren.expr.as_ref(),
        plain => plain,
    };
    let body = parse_block(cx, &repeat.body);
    let bounds = match range {
        syn::Expr::Range(range) => match (&range.start, &range.end) {
            (Some(from), Some(to)) => Some((from, to, &range.limits)),
            (_, None) => {
                let what = "a range without an end";
                no_bound(cx, range.limits.span(), what);
                return ExprKind::Invalid;
            }
            (None, _) => None,
        },
        _ => None,
    };
    let Some((from, to, limits)) = bounds else {
        let instead =
            "write a range with both ends, and index or take what is meant: `for i in 0..N`";
        cx.unsupported(
            repeat.expr.span(),
            "a loop over anything but a range",
            instead,
        );
        return ExprKind::Invalid;
    };
    let inclusive = matches!(limits, RangeLimits::Closed(_));
    let (from, to) = (expr::parse(cx, from), expr::parse(cx, to));
    ExprKind::For(Box::new(For {
        var,
        from,
        to,
        inclusive,
        body,
        span: repeat.for_token.span(),
    }))
}

fn loop_variable(cx: &mut Cx<'_>, pat: Pat) -> Option<proc_macro2::Ident> {
    match pat.kind {
        PatKind::Bind(name, false) => return Some(name),
        PatKind::Wild | PatKind::Invalid => {}
        _ => cx.unsupported(pat.span, "this loop pattern", "bind a plain name, or `_`"),
    }
    None
}

/// Reports a label.
pub(super) fn no_label(cx: &mut Cx<'_>, label: Option<Span>) {
    if let Some(span) = label {
        let instead = "put the inner loop into a helper function and `return` from it";
        cx.unsupported(span, "a label", instead);
    }
}

/// Parses the signature and body of an op or a helper.
pub(super) fn parse_function(
    cx: &mut Cx<'_>,
    attributes: &[syn::Attribute],
    sig: &syn::Signature,
    block: &syn::Block,
) -> super::model::Function {
    use super::model::{Function, Param};
    attrs::check(cx, attributes, Place::Function);
    cx.type_params = type_params(&sig.generics);
    cx.check_name(&sig.ident);
    reject_modifiers(cx, sig);
    let mut params = Vec::new();
    for input in &sig.inputs {
        let (syn::FnArg::Typed(syn::PatType { attrs, .. })
        | syn::FnArg::Receiver(syn::Receiver { attrs, .. })) = input;
        attrs::check(cx, attrs, Place::Inside);
        let syn::FnArg::Typed(typed) = input else {
            let instead = "take the handle as an ordinary parameter: `biff: &Sched<Self>`";
            cx.unsupported(input.span(), "`self`", instead);
            continue;
        };
        let pat = pattern::parse(cx, &typed.pat);
        let ty: Type = types::parse(cx, &typed.ty);
        let (name, mutable) = match pat.kind {
            PatKind::Bind(name, mutable) => (Some(name), mutable),
            PatKind::Wild | PatKind::Invalid => (None, false),
            _ => {
                cx.unsupported(pat.span, "this parameter", "give it a plain name");
                (None, false)
            }
        };
        params.push(Param {
            name,
            mutable,
            ty,
            span: pat.span,
        });
    }
    let ret = types::parse_return(cx, &sig.output, sig.ident.span());
    let body = parse_block(cx, block);
    cx.type_params.clear();
    Function {
        name: sig.ident.clone(),
        docs: attrs::docs(attributes),
        params,
        ret,
        body,
    }
}

fn reject_modifiers(cx: &mut Cx<'_>, sig: &syn::Signature) {
    if let Some(token) = &sig.asyncness {
        cx.unsupported(token.span(), "`async`", "leave it out: ops never wait");
    }
    if let syn::Safety::Unsafe(token) = &sig.safety {
        let instead = "leave it out: ops cannot do anything unsafe";
        cx.unsupported(token.span(), "an `unsafe` function", instead);
    }
    if let Some(abi) = &sig.abi {
        cx.unsupported(abi.extern_token.span(), "`extern`", "leave it out");
    }
    if let Some(dots) = &sig.variadic {
        cx.unsupported(dots.span(), "`...`", "name every parameter");
    }
    let is_lifetime = |param: &syn::GenericParam| matches!(param, syn::GenericParam::Lifetime(_));
    if let Some(first) = sig.generics.params.iter().find(|param| !is_lifetime(param)) {
        let instead = "write the types out, one function for each";
        cx.unsupported(first.span(), "a generic function", instead);
    }
}

/// The names that `<…>` declares: they are no types that anybody should look for.
pub(super) fn type_params(generics: &syn::Generics) -> Vec<String> {
    let names = generics.params.iter().filter_map(|param| match param {
        syn::GenericParam::Type(param) => Some(param.ident.to_string()),
        _ => None,
    });
    names.collect()
}
