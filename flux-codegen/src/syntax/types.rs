//! Types as written.

use super::ast::{Type, TypeKind};
use super::cx::Cx;
use super::expr;
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments};

/// Parses any type; what the language does not have is reported.
pub(super) fn parse(cx: &mut Cx<'_>, ty: &syn::Type) -> Type {
    let span = ty.span();
    let kind = cx
        .nested(span, |cx| kind(cx, ty))
        .unwrap_or(TypeKind::Invalid);
    Type { kind, span }
}

/// The type behind `->`, or `()`.
pub(super) fn parse_return(
    cx: &mut Cx<'_>,
    ret: &syn::ReturnType,
    otherwise: proc_macro2::Span,
) -> Type {
    match ret {
        syn::ReturnType::Default => Type {
            kind: TypeKind::Unit,
            span: otherwise,
        },
        syn::ReturnType::Type(_, ty) => parse(cx, ty),
    }
}

fn kind(cx: &mut Cx<'_>, ty: &syn::Type) -> TypeKind {
    match ty {
        syn::Type::Path(path) if path.qself.is_none() => named(cx, &path.path),
        syn::Type::Reference(reference) => {
            if let Some(mutability) = &reference.mutability {
                let instead = "take `&`: state is written with `.set(…)` or under the guard";
                cx.unsupported(mutability.span(), "`&mut`", instead);
                return TypeKind::Invalid;
            }
            TypeKind::Ref(Box::new(parse(cx, &reference.elem)))
        }
        syn::Type::Array(array) => {
            let element = parse(cx, &array.elem);
            TypeKind::Array(Box::new(element), Box::new(expr::parse(cx, &array.len)))
        }
        syn::Type::Tuple(tuple) if tuple.elems.is_empty() => TypeKind::Unit,
        syn::Type::Infer(_) => TypeKind::Infer,
        syn::Type::Paren(paren) => kind(cx, &paren.elem),
        syn::Type::Group(group) => kind(cx, &group.elem),
        other => {
            unsupported(cx, other);
            TypeKind::Invalid
        }
    }
}

fn unsupported(cx: &mut Cx<'_>, ty: &syn::Type) {
    const FUNCTION: &str = "call a helper function by its name";
    let (span, construct, instead) = match ty {
        syn::Type::Tuple(ty) => (ty.span(), "a tuple type", "declare a struct in this module"),
        syn::Type::FnPtr(ty) => (ty.fn_token.span(), "a function pointer", FUNCTION),
        syn::Type::ImplTrait(ty) => (ty.impl_token.span(), "`impl Trait`", "write the type out"),
        syn::Type::TraitObject(ty) => (
            ty.dyn_token.as_ref().map_or(ty.span(), Spanned::span),
            "`dyn Trait`",
            "use an enum of this module, and `match` on it",
        ),
        syn::Type::Ptr(ty) => (
            ty.star_token.span(),
            "a raw pointer",
            "use the handles that ops get",
        ),
        syn::Type::Slice(ty) => (
            ty.span(),
            "a slice",
            "use an array, whose length is part of its type",
        ),
        syn::Type::Never(ty) => (
            ty.span(),
            "the type `!`",
            "leave it out: a function that panics may return nothing",
        ),
        syn::Type::Macro(ty) => (
            ty.mac.path.span(),
            "a macro for a type",
            "write the type out",
        ),
        syn::Type::Path(ty) => (ty.span(), "a type of a trait", "write the type itself"),
        other => (
            other.span(),
            "this type",
            "write an integer, `bool`, `Nanos`, an enum or struct of this module, an array, or a handle",
        ),
    };
    cx.unsupported(span, construct, instead);
}

fn named(cx: &mut Cx<'_>, path: &syn::Path) -> TypeKind {
    let Some(last) = path.segments.last() else {
        return TypeKind::Invalid;
    };
    if cx.type_params.iter().any(|param| last.ident == param) {
        return TypeKind::Invalid;
    }
    let mut arguments = Vec::new();
    match &last.arguments {
        PathArguments::None => {}
        PathArguments::AngleBracketed(list) => {
            for argument in &list.args {
                match argument {
                    // The most that there may be: a number or a constant.
                    GenericArgument::Const(number) if last.ident == "Children" => {
                        arguments.push(number_argument(cx, number));
                    }
                    GenericArgument::Type(syn::Type::Path(path)) if last.ident == "Children" => {
                        let number = syn::ExprPath {
                            attrs: Vec::new(),
                            qself: path.qself.clone(),
                            path: path.path.clone(),
                        };
                        arguments.push(number_argument(cx, &syn::Expr::Path(number)));
                    }
                    GenericArgument::Type(ty) => arguments.push(parse(cx, ty)),
                    GenericArgument::Lifetime(_) => {}
                    other => {
                        cx.unsupported(other.span(), "this type argument", "write a type");
                    }
                }
            }
        }
        PathArguments::Parenthesized(list) => {
            cx.unsupported(
                list.span(),
                "a function type",
                "call a helper function by its name",
            );
            return TypeKind::Invalid;
        }
    }
    TypeKind::Named(last.ident.clone(), arguments)
}

fn number_argument(cx: &mut Cx<'_>, number: &syn::Expr) -> Type {
    Type {
        kind: TypeKind::Number(Box::new(expr::parse(cx, number))),
        span: number.span(),
    }
}
