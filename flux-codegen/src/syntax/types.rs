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
            let instead = "write an integer, `bool`, `Nanos`, an enum or struct of this module, an array, or a handle";
            cx.unsupported(other.span(), describe(other), instead);
            TypeKind::Invalid
        }
    }
}

fn named(cx: &mut Cx<'_>, path: &syn::Path) -> TypeKind {
    let Some(last) = path.segments.last() else {
        return TypeKind::Invalid;
    };
    let mut arguments = Vec::new();
    match &last.arguments {
        PathArguments::None => {}
        PathArguments::AngleBracketed(list) => {
            for argument in &list.args {
                match argument {
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

fn describe(ty: &syn::Type) -> &'static str {
    match ty {
        syn::Type::Tuple(_) => "a tuple type",
        syn::Type::FnPtr(_) => "a function pointer",
        syn::Type::ImplTrait(_) => "`impl Trait`",
        syn::Type::TraitObject(_) => "`dyn Trait`",
        syn::Type::Ptr(_) => "a raw pointer",
        syn::Type::Slice(_) => "a slice",
        syn::Type::Never(_) => "the type `!`",
        _ => "this type",
    }
}
