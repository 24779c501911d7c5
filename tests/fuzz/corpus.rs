//! What inputs are made from: the subschedulers of this workspace and the cases of
//! `tests/meaning`, all of them sound.

use arbitrary::{Result, Unstructured};
use flux_codegen::{SourceFile, Subsched};
use flux_tests::workspace;
use proc_macro2::TokenStream;
use quote::ToTokens as _;
use std::path::Path;
use syn::Item;

/// Files and folders with subschedulers.
const SOURCES: [&str; 4] = [
    "schedulers/src",
    "examples",
    "tests/hostile/src",
    "tests/hierarchies/pass",
];

/// Trees of a parent, which has two roles, and children.
const TREES: [&str; 4] = [
    "pub T = child::P; new_threads => root;",
    "T = parent::P { primary: child::P, idle: other::P }; new_threads => primary;",
    "/// Deep.\npub T = parent::P { primary: parent::P { primary: a::P, idle: b::P }, idle: child::P }; new_threads => primary.idle;",
    "T = parent::P { primary: child::P, idle: parent::P { primary: child::P, idle: parent::P { primary: x::y::P, idle: z::P } } }; new_threads => idle.idle.primary;",
];

/// Sound modules, and two of them checked.
pub struct Corpus {
    modules: Vec<TokenStream>,
    parent: Subsched,
    child: Subsched,
}

impl Corpus {
    /// Reads it.
    ///
    /// # Panics
    /// If there is no sound module in the workspace.
    pub fn read() -> Corpus {
        let mut modules = Vec::new();
        for source in SOURCES {
            collect(&workspace().join(source), &mut modules);
        }
        let cases = workspace().join("tests/meaning/cases");
        for entry in std::fs::read_dir(cases).expect("the cases").flatten() {
            let text = std::fs::read_to_string(entry.path()).expect("readable");
            modules.extend(case(&text));
        }
        assert!(modules.len() > 20, "only {} modules", modules.len());
        let named = |name: &str| {
            let find = |tokens: &TokenStream| {
                let item: syn::ItemMod = syn::parse2(tokens.clone()).ok()?;
                (item.ident == name).then_some(item)
            };
            let item = modules
                .iter()
                .find_map(find)
                .expect("a module of the library");
            let file = SourceFile::new("fuzz.rs", "fuzz");
            flux_codegen::parse_subsched(&item, &file).expect("it is sound")
        };
        let (parent, child) = (named("roci"), named("biff"));
        Corpus {
            modules,
            parent,
            child,
        }
    }

    /// One of the modules.
    pub fn module(&self, u: &mut Unstructured<'_>) -> Result<TokenStream> {
        u.choose(&self.modules).cloned()
    }

    /// One of the trees.
    pub fn tree(&self, u: &mut Unstructured<'_>) -> Result<TokenStream> {
        let text = u.choose(&TREES)?;
        Ok(text.parse().unwrap_or_default())
    }

    /// A CPU scheduler with the roles `primary` and `idle`.
    pub fn parent(&self) -> &Subsched {
        &self.parent
    }

    /// A thread scheduler.
    pub fn child(&self) -> &Subsched {
        &self.child
    }
}

/// Every `#[subsched]` module below a folder.
fn collect(path: &Path, into: &mut Vec<TokenStream>) {
    if path.is_dir() {
        let mut entries: Vec<_> = std::fs::read_dir(path)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| !path.ends_with("target"))
            .collect();
        entries.sort();
        entries.iter().for_each(|entry| collect(entry, into));
        return;
    }
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let Ok(file) = syn::parse_file(&text) else {
        return;
    };
    for item in file.items {
        if let Item::Mod(item) = item
            && item.attrs.iter().any(|attr| {
                let last = attr.path().segments.last();
                last.is_some_and(|segment| segment.ident == "subsched")
            })
        {
            let mut item = item;
            item.attrs.clear();
            into.push(item.into_token_stream());
        }
    }
}

/// A case of `tests/meaning` as a module; what it lacks is a reason to be refused.
fn case(text: &str) -> Option<TokenStream> {
    let text = text.replace("//!", "//");
    let state = match text.contains("#[sched]") {
        true => "",
        false => "#[sched] struct Cases {}",
    };
    let policy = match text.contains("impl ThreadScheduler") {
        true => "",
        false => {
            "impl ThreadScheduler for Cases { fn pick_next_task(c: &Sched<Self>, cpu: &Cpu<Self>) { cpu.run_idle(); } }"
        }
    };
    let module = format!("mod cases {{ {text}\n {state} {policy} }}");
    module.parse().ok()
}
