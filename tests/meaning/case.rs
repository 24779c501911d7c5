//! A case: the inside of a subscheduler's module, and which of its functions are called.
//!
//! An *entry* is a helper that takes numbers and `bool`s, perhaps the instance before them, and
//! returns one or nothing; or an op. Other helpers are run by the entries that call them. What the
//! case does not say is added: the `#[sched]` struct, required ops, and a call of every entry, since
//! flux emits only what is used. Nothing is added that would change a line's number.

use crate::edges::zero;
use std::fmt::Write as _;
use std::ops::Range;
use syn::spanned::Spanned as _;
use syn::{FnArg, Item, ItemImpl, ReturnType, Type};

/// The name of the module and, in capitals, of its `#[sched]` struct.
pub const MODULE: &str = "cases";
/// The name of the `#[sched]` struct of every case.
pub const SCHED: &str = "Cases";
/// The file that exits name.
pub const FILE: &str = "case.rs";

/// The op that is added to call every entry.
const CALLER: &str = "cpu_preempted";

/// One function that is called.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// What it takes.
    pub takes: Takes,
    /// The type that it returns, as written; none for `()`.
    pub returns: Option<String>,
}

impl Entry {
    /// The types of the values that it takes.
    pub fn values(&self) -> &[String] {
        match &self.takes {
            Takes::Values(_, types) => types,
            Takes::Handles(_) => &[],
        }
    }
}

/// The parameters of an entry.
#[derive(Clone, Debug)]
pub enum Takes {
    /// The instance if the flag says so, then values of these types.
    Values(bool, Vec<String>),
    /// Those of an op behind the instance: `Thread`, `Cpu`.
    Handles(Vec<String>),
}

/// A struct of state or of values.
#[derive(Clone, Debug)]
pub struct Struct {
    /// Its name.
    pub name: String,
    /// `sched`, `thread` or `cpu`; none for one that is used by value.
    pub part: Option<&'static str>,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type as written, without spaces.
    pub ty: String,
    /// Whether it is `#[locked]`.
    pub locked: bool,
    /// Its place with its attributes, without the comma.
    pub place: Range<usize>,
    /// The place of its type.
    pub ty_place: Range<usize>,
}

/// A parsed case.
#[derive(Clone, Debug)]
pub struct Case {
    /// The text as it was given.
    pub text: String,
    /// The functions that are called.
    pub entries: Vec<Entry>,
    /// Its structs.
    pub structs: Vec<Struct>,
    /// The names of its enums.
    pub enums: Vec<String>,
    /// Places of tunables' types and values.
    pub tunables: Vec<(Range<usize>, Range<usize>)>,
    /// The head of the `impl` up to the type, if the case has one.
    pub policy: Option<Policy>,
}

/// The case's own `impl ThreadScheduler for …`.
#[derive(Clone, Debug)]
pub struct Policy {
    /// `ThreadScheduler for`, which plain Rust does without.
    pub of_trait: Range<usize>,
    /// Where its closing brace stands.
    pub end: usize,
    /// The ops in it.
    pub ops: Vec<String>,
}

impl Case {
    /// Reads the inside of a module.
    ///
    /// # Errors
    /// If it is no Rust.
    pub fn parse(text: &str) -> Result<Case, String> {
        // The head of a file may stand nowhere else, and something is put before it.
        let text = &text.replace("//!", "// ");
        let file = syn::parse_file(text).map_err(|error| {
            let at = error.span().start();
            format!("no Rust at {}:{}: {error}", at.line, at.column)
        })?;
        let mut case = Case {
            text: text.to_owned(),
            entries: Vec::new(),
            structs: Vec::new(),
            enums: Vec::new(),
            tunables: Vec::new(),
            policy: None,
        };
        for item in &file.items {
            case.item(item);
        }
        Ok(case)
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Fn(function) => self.entries.extend(helper(&function.sig)),
            Item::Enum(item) => self.enums.push(item.ident.to_string()),
            Item::Struct(item) => self.structs.push(structure(item)),
            Item::Static(item) => self
                .tunables
                .push((place(&item.ty.span()), place(&item.expr.span()))),
            Item::Impl(item) => self.policy(item),
            _ => {}
        }
    }

    fn policy(&mut self, item: &ItemImpl) {
        let Some((of_trait, for_token)) = &item.trait_ else {
            return;
        };
        let mut ops = Vec::new();
        for inner in &item.items {
            let syn::ImplItem::Fn(function) = inner else {
                continue;
            };
            ops.push(function.sig.ident.to_string());
            self.entries.push(op(&function.sig));
        }
        self.policy = Some(Policy {
            of_trait: place(&of_trait.span()).start..place(&for_token.span()).end,
            end: place(&item.brace_token.span.close()).start,
            ops,
        });
    }

    /// The struct of a part of the state.
    pub fn state(&self, part: &str) -> Option<&Struct> {
        self.structs
            .iter()
            .find(|item| item.part.is_some_and(|known| known == part))
    }

    /// The module for flux: the text with what it lacks, every line where it was.
    pub fn module(&self) -> String {
        let mut ops = String::new();
        for (at, (name, takes)) in [
            (CALLER, "cpu: &Cpu<Self>"),
            ("pick_next_task", "cpu: &Cpu<Self>"),
            ("thread_runnable", "thread: &Thread<Self>"),
        ]
        .into_iter()
        .enumerate()
        {
            let has = self
                .policy
                .as_ref()
                .is_some_and(|policy| policy.ops.iter().any(|op| op == name));
            if !has {
                let body = if at == 0 { self.uses() } else { String::new() };
                // Writing to a String cannot fail.
                let _ = write!(ops, " fn {name}(cases: &Sched<Self>, {takes}) {{ {body} }}");
            }
        }
        let mut text = self.text.clone();
        match &self.policy {
            Some(policy) => text.insert_str(policy.end, &ops),
            None => {
                let _ = write!(text, "\nimpl ThreadScheduler for {SCHED} {{ {ops} }}");
            }
        }
        if self.state("sched").is_none() {
            let _ = write!(text, "\n#[sched] pub struct {SCHED} {{}}");
        }
        if self.state("thread").is_none() {
            let _ = write!(text, "\n#[thread] pub struct {SCHED}Thread {{}}");
        }
        format!("pub mod {MODULE} {{ use flux::prelude::*; {text}\n}}\n")
    }

    /// A call of every helper that is an entry.
    fn uses(&self) -> String {
        let mut uses = String::new();
        for entry in &self.entries {
            if let Takes::Values(instance, types) = &entry.takes {
                let instance = instance.then(|| MODULE.to_owned());
                let values = types.iter().map(|ty| zero(ty));
                let args: Vec<String> = instance.into_iter().chain(values).collect();
                let _ = write!(uses, "let _ = {}({}); ", entry.name, args.join(", "));
            }
        }
        uses
    }
}

/// The bytes of a span in the text.
fn place(span: &proc_macro2::Span) -> Range<usize> {
    span.byte_range()
}

fn words(ty: &Type) -> String {
    use quote::ToTokens as _;
    ty.to_token_stream().to_string().replace(' ', "")
}

fn helper(sig: &syn::Signature) -> Option<Entry> {
    let mut types = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(words(&typed.ty)),
        FnArg::Receiver(_) => None,
    });
    let instance = format!("&Sched<{SCHED}>");
    let mut types: Vec<String> = types.by_ref().collect();
    let takes_instance = types.first() == Some(&instance);
    if takes_instance {
        types.remove(0);
    }
    let returns = match &sig.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(words(ty)),
    };
    let fits = |ty: &String| crate::edges::is_value(ty);
    let is_entry = types.iter().all(fits) && returns.iter().all(fits) && types.len() <= MAX_ARGS;
    is_entry.then(|| Entry {
        name: sig.ident.to_string(),
        takes: Takes::Values(takes_instance, types),
        returns,
    })
}

/// Arguments that a call can hand over.
const MAX_ARGS: usize = 4;

fn op(sig: &syn::Signature) -> Entry {
    let handles = sig.inputs.iter().skip(1).filter_map(|input| match input {
        FnArg::Typed(typed) => {
            let words = words(&typed.ty);
            let name = words.trim_start_matches('&').split('<').next();
            name.map(str::to_owned)
        }
        FnArg::Receiver(_) => None,
    });
    Entry {
        name: sig.ident.to_string(),
        takes: Takes::Handles(handles.collect()),
        returns: None,
    }
}

fn structure(item: &syn::ItemStruct) -> Struct {
    let part = ["sched", "thread", "cpu"]
        .into_iter()
        .find(|part| item.attrs.iter().any(|attr| attr.path().is_ident(part)));
    let fields = item.fields.iter().filter_map(|field| {
        Some(Field {
            name: field.ident.as_ref()?.to_string(),
            ty: words(&field.ty),
            locked: field
                .attrs
                .iter()
                .any(|attr| attr.path().is_ident("locked")),
            place: place(&field.span()),
            ty_place: place(&field.ty.span()),
        })
    });
    Struct {
        name: item.ident.to_string(),
        part,
        fields: fields.collect(),
    }
}
