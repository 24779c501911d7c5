//! The expansion of `#[subsched]`.
//!
//! The module stays what it is, but for its state: fields become `Field`s, locked fields move to a
//! struct that the guard leads to, tunables become `Tunable`s. Done on the tokens that syn parsed,
//! whether or not flux found errors, so that rustc and an editor see as much as possible.

use crate::errors;
use crate::tolerant::{self, Module};
use flux_codegen::SourceFile;
use flux_codegen::diag::Problem;
use flux_codegen::syntax::model::Part;
use flux_codegen::syntax::{attrs, too_nested};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{
    Field, Fields, GenericArgument, Item, ItemMod, ItemStatic, ItemStruct, PathArguments, Type,
};

/// Expands the attribute.
pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut problems = TokenStream::new();
    if let Some(first) = args.into_iter().next() {
        let problem = Problem::AttributeArguments {
            error: "`#[flux::subsched]` takes no arguments".to_owned(),
            instead: "remove them",
        };
        problems.extend(errors::problem(first.span(), &problem));
    }
    if let Some(span) = too_nested(&item) {
        return errors::problem(span, &Problem::TooNested);
    }
    let Some(Module { mut module, broken }) = tolerant::parse(item.clone()) else {
        return not_a_module(item);
    };
    if let Some(error) = broken {
        let text = error.to_string();
        let problem = errors::problem(error.span(), &Problem::Syntax { error: text });
        expand_content(&mut module);
        return quote! { #module #problem };
    }
    // The compiler knows the file; nothing here shows a path.
    let file = SourceFile::new("", "");
    let (subsched, mut found) = flux_codegen::parse_subsched_leniently(&module, &file);
    // Of a module in another file nothing is known but that.
    if module.content.is_some()
        && let Err(more) = flux_codegen::check_subsched(&subsched)
    {
        found.append(more);
    }
    found.sort();
    problems.extend(errors::all(&found));
    expand_content(&mut module);
    quote! { #module #problems }
}

fn expand_content(module: &mut ItemMod) {
    // Conditions of ops hold no `let`, so an `if` may have to stand in another one.
    module
        .attrs
        .push(syn::parse_quote!(#[allow(clippy::collapsible_if)]));
    if let Some((_, items)) = &mut module.content {
        let expanded = std::mem::take(items);
        *items = expand_items(expanded);
    }
}

/// The item itself, so that nothing else is wrong with the crate, and what is wrong with it.
fn not_a_module(item: TokenStream) -> TokenStream {
    let mut tokens = item.clone().into_iter();
    let span = tokens
        .next()
        .map_or_else(Span::call_site, |token| token.span());
    let found = match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Fn(_)) => "a function",
        Ok(Item::Struct(_)) => "a struct",
        Ok(Item::Impl(_)) => "an `impl`",
        Ok(_) => "an item that is no module",
        Err(_) => "what is no item",
    };
    let found = found.to_owned();
    let problem = errors::problem(span, &Problem::NotAModule { found });
    quote! { #item #problem }
}

fn expand_items(items: Vec<Item>) -> Vec<Item> {
    let names = Names::of(&items);
    let mut expanded = Vec::new();
    let mut tunables = Vec::new();
    for item in items {
        match item {
            Item::Struct(item) => match (attrs::part(&item.attrs), &names.sched) {
                (Some(part), Some(sched)) => expand_state(part, item, sched, &mut expanded),
                _ => expanded.push(Item::Struct(without_own_attributes(item))),
            },
            Item::Static(item) if item.attrs.iter().any(|a| a.path().is_ident("tunable")) => {
                tunables.push(tunable_info(&item));
                expanded.push(expand_tunable(item));
            }
            other => expanded.push(without_misplaced(other)),
        }
    }
    if let Some(sched) = &names.sched {
        expanded.extend(
            absent_structs(&names, sched)
                .into_iter()
                .map(Item::Verbatim),
        );
        expanded.push(Item::Verbatim(implementation(&names, sched, &tunables)));
    }
    expanded
}

/// The structs that the module declares.
struct Names {
    sched: Option<ItemStruct>,
    thread: Option<Ident>,
    cpu: Option<Ident>,
}

impl Names {
    fn of(items: &[Item]) -> Names {
        let find = |wanted: Part| {
            items.iter().find_map(|item| match item {
                Item::Struct(item) if attrs::part(&item.attrs) == Some(wanted) => Some(item),
                _ => None,
            })
        };
        Names {
            sched: find(Part::Sched).cloned(),
            thread: find(Part::Thread).map(|item| item.ident.clone()),
            cpu: find(Part::Cpu).map(|item| item.ident.clone()),
        }
    }
}

fn locked_name(sched: &ItemStruct) -> Ident {
    format_ident!("{}Locked", sched.ident)
}

fn without_own_attributes(mut item: ItemStruct) -> ItemStruct {
    item.attrs.retain(|attr| !attrs::is_own(attr));
    for field in item.fields.iter_mut() {
        field.attrs.retain(|attr| !attrs::is_own(attr));
    }
    item
}

/// An item without flux's attributes, which do not belong there and were reported: rustc does not
/// know them.
fn without_misplaced(mut item: Item) -> Item {
    let clean = |attrs: &mut Vec<syn::Attribute>| attrs.retain(|attr| !attrs::is_own(attr));
    match &mut item {
        Item::Fn(item) => clean(&mut item.attrs),
        Item::Const(item) => clean(&mut item.attrs),
        Item::Static(item) => clean(&mut item.attrs),
        Item::Enum(item) => {
            clean(&mut item.attrs);
            for variant in &mut item.variants {
                clean(&mut variant.attrs);
            }
        }
        Item::Impl(item) => {
            clean(&mut item.attrs);
            for function in &mut item.items {
                if let syn::ImplItem::Fn(function) = function {
                    clean(&mut function.attrs);
                }
            }
        }
        _ => {}
    }
    item
}

fn expand_state(part: Part, item: ItemStruct, sched: &ItemStruct, into: &mut Vec<Item>) {
    let is_locked = |field: &Field| {
        field
            .attrs
            .iter()
            .any(|attr| attr.path().is_ident("locked"))
    };
    let mut item = item;
    if matches!(item.fields, Fields::Unit) {
        item.fields = Fields::Named(syn::parse_quote!({}));
        item.semi_token = None;
    }
    let mut shared = item.clone();
    if let Fields::Named(named) = &mut shared.fields {
        let kept = named
            .named
            .iter()
            .filter(|f| part != Part::Sched || !is_locked(f))
            .cloned();
        named.named = kept.map(|field| share(field, sched)).collect();
    }
    let shared = without_own_attributes(shared);
    into.push(Item::Verbatim(quote! {
        #[allow(dead_code, unused_qualifications)]
        #shared
    }));
    if part == Part::Sched && item.ident == sched.ident {
        let fields = item.fields.iter().filter(|field| is_locked(field)).cloned();
        let fields = fields.map(|field| {
            let mut field = field;
            field.attrs.retain(|attr| !attrs::is_own(attr));
            if let Some(list) = container_type(&field.ty, sched) {
                field.ty = list;
            }
            field
        });
        let (vis, name) = (&item.vis, locked_name(sched));
        into.push(Item::Verbatim(quote! {
            #[doc(hidden)]
            #[allow(dead_code, unused_qualifications)]
            #vis struct #name { #(#fields),* }
        }));
    }
}

/// A field that several CPUs may use at once. Children and links are what they are.
fn share(mut field: Field, sched: &ItemStruct) -> Field {
    let is_role = field.attrs.iter().any(|attr| attr.path().is_ident("role"));
    let is_named = |name: &str| match &field.ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == name),
        _ => false,
    };
    if is_role || is_named("Link") || is_named("Node") || is_named("Child") || is_named("Peer") {
        return field;
    }
    // A list that is not locked was reported; its methods still complete.
    field.ty = container_type(&field.ty, sched).unwrap_or_else(|| {
        let ty = &field.ty;
        syn::parse_quote!(::flux::Field<#ty>)
    });
    field
}

/// `List<Thread, link>` as `flux::List<flux::Thread<Biff>>`, and trees alike.
fn container_type(ty: &Type, sched: &ItemStruct) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == "List" || last.ident == "Tree")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let Some(GenericArgument::Type(element)) = arguments.args.first() else {
        return None;
    };
    let Type::Path(element) = element else {
        return None;
    };
    let (container, name) = (last.ident.clone(), &sched.ident);
    let element = element.path.segments.last()?.ident.clone();
    let element = quote_spanned! { element.span()=> ::flux::#element<#name> };
    syn::parse2(quote_spanned! { container.span()=> ::flux::#container<#element> }).ok()
}

fn expand_tunable(mut item: ItemStatic) -> Item {
    item.attrs.retain(|attr| !attrs::is_own(attr));
    let (ty, value) = (&item.ty, &item.expr);
    item.expr = syn::parse_quote!(::flux::Tunable::new(#value));
    item.ty = syn::parse_quote!(::flux::Tunable<#ty>);
    Item::Verbatim(quote! {
        #[allow(unused_qualifications)]
        #item
    })
}

fn tunable_info(item: &ItemStatic) -> TokenStream {
    let (name, ty) = (&item.ident, &item.ty);
    let text = name.to_string();
    let docs = attrs::docs(&item.attrs).summary().unwrap_or_default();
    quote! {
        ::flux::TunableInfo::new::<#ty>(#text, #docs, || ::flux::TunableType::to_bits(#name.get()))
    }
}

/// Structs for state that the module does not have.
fn absent_structs(names: &Names, sched: &ItemStruct) -> Vec<TokenStream> {
    let vis = &sched.vis;
    let empty = |name: Ident| {
        quote! {
            #[doc(hidden)]
            #[allow(dead_code)]
            #vis struct #name {}
        }
    };
    let mut absent = Vec::new();
    if names.thread.is_none() {
        absent.push(empty(format_ident!("{}NoThread", sched.ident)));
    }
    if names.cpu.is_none() {
        absent.push(empty(format_ident!("{}NoCpu", sched.ident)));
    }
    absent
}

fn implementation(names: &Names, sched: &ItemStruct, tunables: &[TokenStream]) -> TokenStream {
    let name = &sched.ident;
    let text = name.to_string();
    let locked = locked_name(sched);
    let thread = names
        .thread
        .clone()
        .unwrap_or_else(|| format_ident!("{name}NoThread"));
    let cpu = names
        .cpu
        .clone()
        .unwrap_or_else(|| format_ident!("{name}NoCpu"));
    quote! {
        #[automatically_derived]
        #[allow(unused_qualifications)]
        impl ::flux::Subscheduler for #name {
            const NAME: &'static str = #text;
            const MODULE: &'static str = ::core::module_path!();
            const TUNABLES: &'static [::flux::TunableInfo] = &[#(#tunables),*];
            type Locked = #locked;
            type Thread = #thread;
            type Cpu = #cpu;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(source: &str) -> String {
        let tokens = source.parse().expect("tokens");
        expand(TokenStream::new(), tokens)
            .to_string()
            .replace(' ', "")
    }

    const FIFO: &str = "pub mod fifo {
        #[sched] pub struct Fifo { #[locked] waiting: List<Thread, link>, hits: u32 }
        #[thread] pub struct FifoThread { link: Link }
        /// Its slice.
        #[tunable] pub static SLICE: Nanos = Nanos::from_millis(5);
        impl ThreadScheduler for Fifo {
            fn thread_runnable(fifo: &Sched<Self>, thread: &Thread<Self>) {
                fifo.lock().waiting.push_back(thread);
            }
            fn pick_next_task(_fifo: &Sched<Self>, cpu: &Cpu<Self>) { cpu.run_idle(); }
        }
    }";

    #[test]
    fn state_becomes_fields_and_a_locked_struct() {
        let text = expanded(FIFO);
        assert!(
            text.contains("structFifo{hits:::flux::Field<u32>"),
            "{text}"
        );
        let locked = "structFifoLocked{waiting:::flux::List<::flux::Thread<Fifo>>";
        assert!(text.contains(locked), "{text}");
        assert!(text.contains("structFifoThread{link:Link"), "{text}");
        assert!(text.contains("typeCpu=FifoNoCpu"), "{text}");
        assert!(!text.contains("compile_error"), "{text}");
    }

    #[test]
    fn tunables_are_described_with_their_docs() {
        let text = expanded(FIFO);
        assert!(
            text.contains("staticSLICE:::flux::Tunable<Nanos>=::flux::Tunable::new("),
            "{text}"
        );
        assert!(
            text.contains("TunableInfo::new::<Nanos>(\"SLICE\",\"Itsslice.\""),
            "{text}"
        );
    }

    #[test]
    fn an_error_leaves_the_items_in_place() {
        let text = expanded(&FIFO.replace("cpu.run_idle()", "while true {}"));
        assert!(
            text.contains("compile_error!{\"a`while`hasnobound"),
            "{text}"
        );
        assert!(text.contains("fnpick_next_task"), "{text}");
        assert!(text.contains("impl::flux::SubschedulerforFifo"), "{text}");
    }

    #[test]
    fn arguments_and_other_items_are_refused_without_a_panic() {
        let text = expand(
            "x".parse().expect("tokens"),
            "struct A;".parse().expect("tokens"),
        );
        assert!(text.to_string().contains("compile_error"));
        let text = expand("x".parse().expect("tokens"), FIFO.parse().expect("tokens"));
        assert!(text.to_string().contains("takes no arguments"));
    }
}
