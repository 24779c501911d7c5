//! The items of an annotated module.

use super::ast::{Type, TypeKind};
use super::attrs::Place;
use super::cx::Cx;
use super::model::{
    Constant, Enum, Field, Function, Kind, Part, Policy, State, Subsched, ValueStruct,
};
use super::{attrs, control, expr, types};
use crate::diag::{Diagnostics, Problem};
use crate::source::SourceFile;
use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::{Fields, ImplItem, Item};

/// Parses a module whose `#[subsched]` attribute was seen (and may still be on it).
///
/// # Errors
/// Everything in the module that the language does not have.
pub fn parse_subsched(item: &syn::ItemMod, file: &SourceFile) -> Result<Subsched, Diagnostics> {
    let (subsched, diagnostics) = parse_subsched_leniently(item, file);
    diagnostics.into_result(subsched)
}

/// Like [`parse_subsched`], but keeps what could be read beside the errors, so that a caller can go
/// on checking.
pub fn parse_subsched_leniently(item: &syn::ItemMod, file: &SourceFile) -> (Subsched, Diagnostics) {
    let mut cx = Cx::new(file);
    cx.check_name(&item.ident);
    if let Some(token) = &item.unsafety {
        cx.unsupported(token.span(), "an `unsafe` module", "leave `unsafe` out");
    }
    let mut subsched = Subsched {
        name: item.ident.clone(),
        docs: attrs::docs(&item.attrs),
        file: file.clone(),
        states: Vec::new(),
        tunables: Vec::new(),
        consts: Vec::new(),
        enums: Vec::new(),
        structs: Vec::new(),
        policies: Vec::new(),
        helpers: Vec::new(),
    };
    match &item.content {
        Some((_, items)) => items
            .iter()
            .for_each(|item| parse_item(&mut cx, item, &mut subsched)),
        None => cx.error(item.ident.span(), Problem::ModuleElsewhere),
    }
    (subsched, cx.out)
}

fn parse_item(cx: &mut Cx<'_>, item: &Item, into: &mut Subsched) {
    match item {
        Item::Struct(item) => parse_struct(cx, item, into),
        Item::Enum(item) => {
            if let Some(parsed) = parse_enum(cx, item) {
                into.enums.push(parsed);
            }
        }
        Item::Const(item) => {
            attrs::check(cx, &item.attrs, Place::Const);
            into.consts
                .extend(constant(cx, &item.attrs, &item.ident, &item.ty, &item.expr));
        }
        Item::Static(item) => parse_static(cx, item, into),
        Item::Fn(item) => {
            let function = control::parse_function(cx, &item.attrs, &item.sig, &item.block);
            into.helpers.push(function);
        }
        Item::Impl(item) => parse_impl(cx, item, into),
        // Names of other modules and test modules are rustc's business.
        Item::Use(_) | Item::Mod(_) => {}
        other => unsupported(cx, other),
    }
}

fn unsupported(cx: &mut Cx<'_>, item: &Item) {
    let (span, construct, instead) = match item {
        Item::Trait(item) => (
            item.trait_token.span(),
            "a trait",
            "write a helper function for each type",
        ),
        Item::TraitAlias(item) => (
            item.trait_token.span(),
            "a trait alias",
            "write a helper function for each type",
        ),
        Item::Type(item) => (
            item.type_token.span(),
            "a type alias",
            "write the type out where it is used",
        ),
        Item::Union(item) => (item.union_token.span(), "a union", "use a struct"),
        Item::Macro(item) if item.mac.path.is_ident("macro_rules") => (
            item.mac.path.span(),
            "a macro definition",
            "write a helper function",
        ),
        Item::Macro(item) => (
            item.mac.path.span(),
            "a macro between items",
            "write out what it makes: flux reads what stands here",
        ),
        Item::ForeignMod(item) => (
            item.abi.extern_token.span(),
            "an `extern` block",
            "use what `flux::prelude` has: ops call nothing else",
        ),
        Item::ExternCrate(item) => (
            item.extern_token.span(),
            "`extern crate`",
            "write `use` with the crate's name",
        ),
        other => (
            other.span(),
            "this item",
            "keep it in a module of its own beside this one",
        ),
    };
    cx.unsupported(span, construct, instead);
}

fn constant(
    cx: &mut Cx<'_>,
    attrs: &[syn::Attribute],
    name: &Ident,
    ty: &syn::Type,
    value: &syn::Expr,
) -> Option<Constant> {
    // `const _: () = assert!(…);` is for rustc.
    if name == "_" {
        return None;
    }
    cx.check_name(name);
    Some(Constant {
        name: name.clone(),
        ty: types::parse(cx, ty),
        value: expr::parse(cx, value),
        docs: attrs::docs(attrs),
    })
}

fn parse_static(cx: &mut Cx<'_>, item: &syn::ItemStatic, into: &mut Subsched) {
    attrs::check(cx, &item.attrs, Place::Static);
    if attrs::find(&item.attrs, "tunable").is_none() {
        let instead =
            "mark it `#[tunable]`, make it a `const`, or keep state in the `#[sched]` struct";
        cx.unsupported(item.static_token.span(), "a static", instead);
        return;
    }
    if let syn::StaticMutability::Mut(token) = &item.mutability {
        let instead = "leave out `mut`: the user of the scheduler sets it";
        cx.unsupported(token.span(), "a `mut` tunable", instead);
    }
    into.tunables
        .extend(constant(cx, &item.attrs, &item.ident, &item.ty, &item.expr));
}

/// Reports parameters of types; lifetimes are for rustc.
fn reject_generics(cx: &mut Cx<'_>, generics: &syn::Generics, construct: &str) {
    let is_lifetime = |param: &syn::GenericParam| matches!(param, syn::GenericParam::Lifetime(_));
    if let Some(first) = generics.params.iter().find(|param| !is_lifetime(param)) {
        cx.unsupported(first.span(), construct, "write the types out");
    }
}

fn parse_struct(cx: &mut Cx<'_>, item: &syn::ItemStruct, into: &mut Subsched) {
    cx.check_name(&item.ident);
    attrs::check(cx, &item.attrs, Place::Struct);
    if let Some(first) = item.generics.params.first() {
        cx.unsupported(first.span(), "a generic struct", "write the types out");
    }
    cx.type_params = control::type_params(&item.generics);
    read_struct(cx, item, into);
    cx.type_params.clear();
}

fn read_struct(cx: &mut Cx<'_>, item: &syn::ItemStruct, into: &mut Subsched) {
    let fields = match &item.fields {
        Fields::Named(named) => named.named.iter().collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(unnamed) => {
            cx.unsupported(unnamed.span(), "a tuple struct", "give the fields names");
            Vec::new()
        }
    };
    let Some(part) = attrs::part(&item.attrs) else {
        let fields = fields.into_iter().filter_map(|field| {
            let name = field.ident.clone()?;
            cx.check_name(&name);
            attrs::check(cx, &field.attrs, Place::ValueField);
            Some((name, types::parse(cx, &field.ty)))
        });
        let fields = fields.collect();
        let docs = attrs::docs(&item.attrs);
        into.structs.push(ValueStruct {
            name: item.ident.clone(),
            fields,
            docs,
        });
        return;
    };
    if into.state(part).is_some() {
        let problem = Problem::StateTwice { part: part.name() };
        cx.error(item.ident.span(), problem);
        return;
    }
    let fields = fields
        .into_iter()
        .filter_map(|field| state_field(cx, field))
        .collect();
    into.states.push(State {
        part,
        name: item.ident.clone(),
        fields,
    });
}

fn state_field(cx: &mut Cx<'_>, field: &syn::Field) -> Option<Field> {
    let name = field.ident.clone()?;
    cx.check_name(&name);
    attrs::check(cx, &field.attrs, Place::StateField);
    Some(Field {
        ty: types::parse(cx, &field.ty),
        locked: attrs::find(&field.attrs, "locked").map(|attr| attr.path().span()),
        role: attrs::role(cx, &field.attrs),
        key: attrs::key(cx, &field.attrs),
        docs: attrs::docs(&field.attrs),
        name,
    })
}

fn parse_enum(cx: &mut Cx<'_>, item: &syn::ItemEnum) -> Option<Enum> {
    cx.check_name(&item.ident);
    attrs::check(cx, &item.attrs, Place::Enum);
    reject_generics(cx, &item.generics, "a generic enum");
    let mut variants = Vec::new();
    for variant in &item.variants {
        cx.check_name(&variant.ident);
        attrs::check(cx, &variant.attrs, Place::Variant);
        if !variant.fields.is_empty() {
            let instead = "keep the data in fields beside an enum without data";
            cx.unsupported(variant.fields.span(), "a variant with data", instead);
        }
        let value = variant
            .discriminant
            .as_ref()
            .map(|(_, value)| expr::parse(cx, value));
        variants.push((variant.ident.clone(), value));
    }
    let repr = attrs::find(&item.attrs, "repr").and_then(|attr| attr.parse_args::<Ident>().ok());
    Some(Enum {
        name: item.ident.clone(),
        repr,
        variants,
        docs: attrs::docs(&item.attrs),
    })
}

fn parse_impl(cx: &mut Cx<'_>, item: &syn::ItemImpl, into: &mut Subsched) {
    attrs::check(cx, &item.attrs, Place::Impl);
    let self_ty = types::parse(cx, &item.self_ty);
    let Some((path, _)) = &item.trait_ else {
        reject_generics(cx, &item.generics, "a generic `impl`");
        let functions = parse_functions(cx, &item.items);
        into.helpers.extend(functions);
        return;
    };
    let kind = match path
        .segments
        .last()
        .map(|segment| segment.ident.to_string())
        .as_deref()
    {
        Some("ThreadScheduler") => Kind::Thread,
        Some("CpuScheduler") => Kind::Cpu,
        // Derived or hand-written `Default`, `Debug` … of the user's types are rustc's.
        _ => {
            if is_state(&self_ty, into) {
                let instead = "implement `ThreadScheduler` or `CpuScheduler`";
                cx.unsupported(path.span(), "implementing this trait here", instead);
            }
            return;
        }
    };
    reject_generics(cx, &item.generics, "a generic `impl`");
    if let Some(token) = &item.unsafety {
        cx.unsupported(token.span(), "an `unsafe impl`", "leave `unsafe` out");
    }
    let ops = parse_functions(cx, &item.items);
    into.policies.push(Policy {
        kind,
        span: path.span(),
        self_ty,
        ops,
    });
}

fn is_state(ty: &Type, subsched: &Subsched) -> bool {
    let TypeKind::Named(name, _) = &ty.kind else {
        return false;
    };
    subsched
        .state(Part::Sched)
        .is_some_and(|state| state.name == *name)
}

fn parse_functions(cx: &mut Cx<'_>, items: &[ImplItem]) -> Vec<Function> {
    let mut functions = Vec::new();
    for item in items {
        match item {
            ImplItem::Fn(item) => {
                functions.push(control::parse_function(
                    cx,
                    &item.attrs,
                    &item.sig,
                    &item.block,
                ));
            }
            other => {
                let (span, construct) = match other {
                    ImplItem::Const(item) => (item.const_token.span(), "a constant in an `impl`"),
                    ImplItem::Type(item) => (item.type_token.span(), "a type in an `impl`"),
                    ImplItem::Macro(item) => (item.mac.path.span(), "a macro in an `impl`"),
                    other => (other.span(), "this item in an `impl`"),
                };
                let instead = "move it out of the `impl` into the module";
                cx.unsupported(span, construct, instead);
            }
        }
    }
    functions
}
