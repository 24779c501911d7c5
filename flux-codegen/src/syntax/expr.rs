//! Expressions.

use super::ast::{Arm, BinaryOp, Expr, ExprKind, UnaryOp};
use super::attrs::Place;
use super::cx::Cx;
use super::{attrs, control, macros, pattern, types};
use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::{BinOp, Lit, Member, UnOp};

/// Parses an expression; what the language does not have is reported.
pub(super) fn parse(cx: &mut Cx<'_>, expr: &syn::Expr) -> Expr {
    // `a + b + c + …` nests to the left as deep as it is long: hence the limit.
    let span = expr.span();
    let kind = cx
        .nested(span, |cx| kind(cx, expr))
        .unwrap_or(ExprKind::Invalid);
    Expr { kind, span }
}

pub(super) fn boxed(cx: &mut Cx<'_>, expr: &syn::Expr) -> Box<Expr> {
    Box::new(parse(cx, expr))
}

fn kind(cx: &mut Cx<'_>, expr: &syn::Expr) -> ExprKind {
    check_attributes(cx, expr);
    match expr {
        syn::Expr::Paren(paren) => kind(cx, &paren.expr),
        syn::Expr::Group(group) => kind(cx, &group.expr),
        syn::Expr::Lit(lit) => literal(cx, &lit.lit),
        syn::Expr::Path(path) if path.qself.is_none() => match path_idents(&path.path) {
            Some(idents) => ExprKind::Path(idents),
            None => unsupported(cx, expr),
        },
        syn::Expr::Unary(unary) => match unary.op {
            UnOp::Not(_) => ExprKind::Unary(UnaryOp::Not, boxed(cx, &unary.expr)),
            UnOp::Neg(_) => ExprKind::Unary(UnaryOp::Neg, boxed(cx, &unary.expr)),
            _ => unsupported(cx, expr),
        },
        syn::Expr::Binary(binary) => self::binary(cx, binary),
        syn::Expr::Assign(assign) => {
            ExprKind::Assign(boxed(cx, &assign.left), boxed(cx, &assign.right))
        }
        syn::Expr::Cast(cast) => ExprKind::Cast(boxed(cx, &cast.expr), types::parse(cx, &cast.ty)),
        syn::Expr::Reference(reference) => {
            if let Some(mutability) = &reference.mutability {
                let instead = "pass the value, and return the new one";
                cx.unsupported(mutability.span(), "`&mut`", instead);
                return ExprKind::Invalid;
            }
            ExprKind::Ref(boxed(cx, &reference.expr))
        }
        syn::Expr::Field(field) => match &field.member {
            Member::Named(name) => ExprKind::Field(boxed(cx, &field.base), name.clone()),
            Member::Unnamed(_) => unsupported(cx, expr),
        },
        syn::Expr::Index(index) => ExprKind::Index(boxed(cx, &index.expr), boxed(cx, &index.index)),
        syn::Expr::MethodCall(call) => method(cx, call),
        syn::Expr::Call(call) => self::call(cx, call),
        syn::Expr::Struct(literal) => struct_literal(cx, literal),
        syn::Expr::Array(array) => {
            ExprKind::Array(array.elems.iter().map(|e| parse(cx, e)).collect())
        }
        syn::Expr::Repeat(repeat) => {
            ExprKind::Repeat(boxed(cx, &repeat.expr), boxed(cx, &repeat.len))
        }
        syn::Expr::Tuple(tuple) if tuple.elems.is_empty() => ExprKind::Unit,
        syn::Expr::Macro(call) => macros::parse(cx, &call.mac),
        other => flow(cx, other),
    }
}

/// Branches, blocks, loops, and what leaves them.
fn flow(cx: &mut Cx<'_>, expr: &syn::Expr) -> ExprKind {
    match expr {
        syn::Expr::If(branch) => control::parse_if(cx, branch),
        syn::Expr::Match(branch) => {
            let value = boxed(cx, &branch.expr);
            let arms = branch.arms.iter().map(|arm| {
                attrs::check(cx, &arm.attrs, Place::Inside);
                Arm {
                    pat: pattern::parse(cx, &arm.pat),
                    body: parse(cx, &arm.body),
                }
            });
            ExprKind::Match(value, arms.collect())
        }
        syn::Expr::Block(block) => {
            control::no_label(cx, block.label.as_ref().map(|label| label.span()));
            let parsed = control::parse_block(cx, &block.block);
            // Its value comes from `break`, which was reported with the label.
            match block.label {
                Some(_) => ExprKind::Invalid,
                None => ExprKind::Block(parsed),
            }
        }
        syn::Expr::ForLoop(repeat) => control::parse_for(cx, repeat),
        syn::Expr::Return(leave) => {
            ExprKind::Return(leave.expr.as_ref().map(|value| boxed(cx, value)))
        }
        syn::Expr::Break(syn::ExprBreak {
            label: Some(label), ..
        })
        | syn::Expr::Continue(syn::ExprContinue {
            label: Some(label), ..
        }) => {
            control::no_label(cx, Some(label.span()));
            ExprKind::Invalid
        }
        syn::Expr::Break(leave) => {
            if let Some(value) = &leave.expr {
                let instead = "assign it to a variable that was declared before the loop";
                cx.unsupported(value.span(), "`break` with a value", instead);
            }
            ExprKind::Break
        }
        syn::Expr::Continue(_) => ExprKind::Continue,
        other => unsupported(cx, other),
    }
}

fn literal(cx: &mut Cx<'_>, lit: &Lit) -> ExprKind {
    let (construct, instead) = match lit {
        Lit::Bool(value) => return ExprKind::Bool(value.value),
        Lit::Int(value) => match value.base10_parse::<u128>() {
            Ok(number) => {
                let suffix = value.suffix();
                return ExprKind::Int(number, (!suffix.is_empty()).then(|| suffix.to_owned()));
            }
            Err(_) => ("an integer beyond 128 bits", "write one that fits its type"),
        },
        Lit::Byte(value) => return ExprKind::Int(u128::from(value.value()), Some("u8".into())),
        Lit::Float(_) => (
            "a floating-point number",
            "count in a smaller unit with integers",
        ),
        Lit::Str(_) => (
            "a string",
            "strings stand only in `assert!`, `panic!` and `expect`",
        ),
        Lit::Char(_) => ("a character", "write a byte, `b'x'`"),
        Lit::ByteStr(_) | Lit::CStr(_) => ("a string", "write bytes as an array: `[b'a', b'b']`"),
        _ => ("this literal", "write an integer or a `bool`"),
    };
    cx.unsupported(lit.span(), construct, instead);
    ExprKind::Invalid
}

fn binary(cx: &mut Cx<'_>, expr: &syn::ExprBinary) -> ExprKind {
    let Some((op, assigns)) = binary_op(&expr.op) else {
        let instead = "write it with other operators";
        cx.unsupported(expr.op.span(), "this operator", instead);
        return ExprKind::Invalid;
    };
    let (left, right) = (boxed(cx, &expr.left), boxed(cx, &expr.right));
    let span = expr.op.span();
    if assigns {
        ExprKind::AssignOp(op, span, left, right)
    } else {
        ExprKind::Binary(op, span, left, right)
    }
}

fn binary_op(op: &BinOp) -> Option<(BinaryOp, bool)> {
    Some(match op {
        BinOp::Add(_) => (BinaryOp::Add, false),
        BinOp::Sub(_) => (BinaryOp::Sub, false),
        BinOp::Mul(_) => (BinaryOp::Mul, false),
        BinOp::Div(_) => (BinaryOp::Div, false),
        BinOp::Rem(_) => (BinaryOp::Rem, false),
        BinOp::And(_) => (BinaryOp::And, false),
        BinOp::Or(_) => (BinaryOp::Or, false),
        BinOp::BitXor(_) => (BinaryOp::BitXor, false),
        BinOp::BitAnd(_) => (BinaryOp::BitAnd, false),
        BinOp::BitOr(_) => (BinaryOp::BitOr, false),
        BinOp::Shl(_) => (BinaryOp::Shl, false),
        BinOp::Shr(_) => (BinaryOp::Shr, false),
        BinOp::Eq(_) => (BinaryOp::Eq, false),
        BinOp::Lt(_) => (BinaryOp::Lt, false),
        BinOp::Le(_) => (BinaryOp::Le, false),
        BinOp::Ne(_) => (BinaryOp::Ne, false),
        BinOp::Ge(_) => (BinaryOp::Ge, false),
        BinOp::Gt(_) => (BinaryOp::Gt, false),
        BinOp::AddAssign(_) => (BinaryOp::Add, true),
        BinOp::SubAssign(_) => (BinaryOp::Sub, true),
        BinOp::MulAssign(_) => (BinaryOp::Mul, true),
        BinOp::DivAssign(_) => (BinaryOp::Div, true),
        BinOp::RemAssign(_) => (BinaryOp::Rem, true),
        BinOp::BitXorAssign(_) => (BinaryOp::BitXor, true),
        BinOp::BitAndAssign(_) => (BinaryOp::BitAnd, true),
        BinOp::BitOrAssign(_) => (BinaryOp::BitOr, true),
        BinOp::ShlAssign(_) => (BinaryOp::Shl, true),
        BinOp::ShrAssign(_) => (BinaryOp::Shr, true),
        _ => return None,
    })
}

fn method(cx: &mut Cx<'_>, call: &syn::ExprMethodCall) -> ExprKind {
    if let Some(turbofish) = &call.turbofish {
        cx.unsupported(
            turbofish.span(),
            "a type argument",
            "annotate the `let` instead",
        );
    }
    let receiver = boxed(cx, &call.receiver);
    // The text of `expect` is no value of the language; it becomes part of the call.
    let args = match (call.args.first(), call.method == "expect") {
        (Some(text), true) => vec![macros::message_as_panic(cx, text)],
        _ => call.args.iter().map(|arg| parse(cx, arg)).collect(),
    };
    ExprKind::Method(receiver, call.method.clone(), args)
}

fn call(cx: &mut Cx<'_>, call: &syn::ExprCall) -> ExprKind {
    let function = match call.func.as_ref() {
        syn::Expr::Path(path) if path.qself.is_none() => path_idents(&path.path),
        _ => None,
    };
    let Some(function) = function else {
        let construct = match call.func.as_ref() {
            syn::Expr::Path(_) => "a call with types in its path",
            _ => "a call of a value",
        };
        let instead = "call a helper function of this module by its name";
        cx.unsupported(call.func.span(), construct, instead);
        return ExprKind::Invalid;
    };
    ExprKind::Call(
        function,
        call.args.iter().map(|arg| parse(cx, arg)).collect(),
    )
}

fn struct_literal(cx: &mut Cx<'_>, literal: &syn::ExprStruct) -> ExprKind {
    if let Some(dots) = &literal.dot2_token {
        cx.unsupported(dots.span(), "`..` in a struct", "write every field");
    }
    let name = literal.path.get_ident().cloned();
    let fields = literal
        .fields
        .iter()
        .filter_map(|field| match &field.member {
            Member::Named(name) => Some((name.clone(), parse(cx, &field.expr))),
            Member::Unnamed(_) => None,
        });
    let fields = fields.collect();
    match name {
        Some(name) => ExprKind::Struct(name, fields),
        None => {
            let instead = "name a struct of this module";
            cx.unsupported(literal.path.span(), "a path before `{`", instead);
            ExprKind::Invalid
        }
    }
}

/// The segments of a path without type arguments.
pub(super) fn path_idents(path: &syn::Path) -> Option<Vec<Ident>> {
    let plain = path
        .segments
        .iter()
        .all(|segment| segment.arguments.is_none());
    plain.then(|| {
        path.segments
            .iter()
            .map(|segment| segment.ident.clone())
            .collect()
    })
}

/// Attributes on the forms of expressions that can be whole statements.
fn check_attributes(cx: &mut Cx<'_>, expr: &syn::Expr) {
    let attrs = match expr {
        syn::Expr::If(expr) => &expr.attrs,
        syn::Expr::Match(expr) => &expr.attrs,
        syn::Expr::Block(expr) => &expr.attrs,
        syn::Expr::ForLoop(expr) => &expr.attrs,
        syn::Expr::Call(expr) => &expr.attrs,
        syn::Expr::MethodCall(expr) => &expr.attrs,
        syn::Expr::Assign(expr) => &expr.attrs,
        syn::Expr::Binary(expr) => &expr.attrs,
        syn::Expr::Macro(expr) => &expr.attrs,
        syn::Expr::Return(expr) => &expr.attrs,
        _ => return,
    };
    attrs::check(cx, attrs, Place::Inside);
}

/// The word by which a construct is known, or the whole of it where it has none.
fn unsupported(cx: &mut Cx<'_>, expr: &syn::Expr) -> ExprKind {
    let (span, construct, instead) = match expr {
        syn::Expr::While(repeat) => {
            let what = match repeat.cond.as_ref() {
                syn::Expr::Let(_) => "a `while let`",
                _ => "a `while`",
            };
            control::no_bound(cx, repeat.while_token.span(), what);
            return ExprKind::Invalid;
        }
        syn::Expr::Loop(repeat) => {
            control::no_bound(cx, repeat.loop_token.span(), "a `loop`");
            return ExprKind::Invalid;
        }
        syn::Expr::Closure(closure) => (
            closure.inputs_begin.span(),
            "a closure",
            "write a helper function in this module",
        ),
        syn::Expr::Try(attempt) => (
            attempt.question_token.span(),
            "`?`",
            "write `let Some(x) = … else { return };`",
        ),
        syn::Expr::Unsafe(block) => (
            block.unsafe_token.span(),
            "`unsafe`",
            "leave it out: ops cannot do anything unsafe",
        ),
        syn::Expr::Async(block) => (block.async_token.span(), "`async`", "ops never wait"),
        syn::Expr::Await(wait) => (wait.await_token.span(), "`.await`", "ops never wait"),
        syn::Expr::Range(range) => (
            range.limits.span(),
            "a range",
            "ranges stand only in `for i in 0..N` and in patterns; compare with `<` and `>=`",
        ),
        syn::Expr::Let(bind) => (
            bind.let_token.span(),
            "a `let` inside a condition",
            "nest one `if` in the other",
        ),
        syn::Expr::Unary(unary) => (
            unary.op.span(),
            "`*`",
            "leave it out: handles are used without `*`",
        ),
        syn::Expr::Const(block) => (
            block.const_token.span(),
            "a `const` block",
            "declare a `const` item in this module",
        ),
        other => {
            let (construct, instead) = whole(other);
            (other.span(), construct, instead)
        }
    };
    cx.unsupported(span, construct, instead);
    ExprKind::Invalid
}

/// Constructs without a word of their own.
fn whole(expr: &syn::Expr) -> (&'static str, &'static str) {
    match expr {
        syn::Expr::Tuple(_) => ("a tuple", "use a struct of this module"),
        syn::Expr::RawAddr(_) => ("a raw pointer", "use the handles that the op gets"),
        syn::Expr::Field(_) => ("a tuple field", "use a struct of this module"),
        syn::Expr::Path(_) => (
            "a path with types in it",
            "use a plain name, and annotate the `let`",
        ),
        syn::Expr::Infer(_) => ("`_` as an expression", "write `let _ = …;`"),
        syn::Expr::TryBlock(_) => ("a `try` block", "write `let Some(x) = … else { return };`"),
        syn::Expr::Yield(_) => ("`yield`", "call `cpu.yield_to_parent()` and return"),
        _ => (
            "this expression",
            "write it with the constructs that docs/language.md lists",
        ),
    }
}
