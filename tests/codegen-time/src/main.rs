//! `flux-codegen-time FOLDER`: how long flux takes for the deepest hierarchy of
//! `tests/composition`, sixteen instances of five types. `cargo xtask bench codegen`
//! runs it, built with and without optimization.
//!
//! Prints a line for each part, `FLUX-TIME NAME MICROSECONDS`, the middle one of
//! several rounds:
//!
//! * `expansion`: every `#[subsched]` of the five modules, and the `hierarchy!`;
//! * `generation`: from the sources' text to the C, as the build script does it;
//! * `sources`: the same with what is around it, that is asking cargo where the crates
//!   are, finding the modules and following the paths.
//!
//! It runs the macros' own code, which a proc-macro crate lends to nobody, so the
//! files are taken in by their paths.

extern crate proc_macro;

#[allow(dead_code, reason = "the macros use more of it")]
#[path = "../../../flux-macros/src/errors.rs"]
mod errors;
#[path = "../../../flux-macros/src/hierarchy.rs"]
mod hierarchy;
#[path = "../../../flux-macros/src/subsched.rs"]
mod subsched;
#[allow(dead_code, reason = "the macros use more of it")]
#[path = "../../../flux-macros/src/tolerant.rs"]
mod tolerant;

use flux_codegen::{SourceFile, Subsched};
use proc_macro2::TokenStream;
use quote::ToTokens as _;
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

/// Rounds; the middle one counts.
const ROUNDS: usize = 15;

/// The files of the five types, and what the hierarchy calls each.
const TYPES: [(&str, &str); 5] = [
    ("tests/composition/app/src/lib.rs", "Front"),
    ("tests/composition/left/src/pass.rs", "Pass"),
    ("tests/composition/left/src/biff.rs", "Fifo"),
    ("tests/composition/right/src/lib.rs", "Lifo"),
    ("schedulers/src/idle.rs", "Idle"),
];

const HIERARCHY: &str = "tests/composition/app/src/bin/deep.rs";

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The texts that everything starts from.
struct Sources {
    types: Vec<String>,
    hierarchy: String,
}

impl Sources {
    fn read(workspace: &Path) -> Outcome<Sources> {
        let read = |file: &str| std::fs::read_to_string(workspace.join(file));
        let types = TYPES.iter().map(|(file, _)| read(file));
        Ok(Sources {
            types: types.collect::<Result<_, _>>()?,
            hierarchy: read(HIERARCHY)?,
        })
    }

    /// The marked modules and the tokens of the hierarchy.
    fn parse(&self) -> Outcome<(Vec<syn::ItemMod>, TokenStream)> {
        let mut modules = Vec::new();
        for text in &self.types {
            modules.push(marked(syn::parse_file(text)?).ok_or("no subscheduler in a file")?);
        }
        let items = syn::parse_file(&self.hierarchy)?.items;
        let call = items.into_iter().find_map(|item| match item {
            syn::Item::Macro(call) => Some(call.mac.tokens),
            _ => None,
        });
        Ok((modules, call.ok_or("no hierarchy in its file")?))
    }

    /// From text to C; gives the number of its instances.
    fn generate(&self) -> Outcome<usize> {
        let (modules, tokens) = self.parse()?;
        let mut types: Vec<Subsched> = Vec::new();
        for (module, (file, _)) in modules.iter().zip(TYPES) {
            let crate_name = file.split('/').nth(2).unwrap_or("schedulers");
            types.push(flux_codegen::parse_subsched(
                module,
                &SourceFile::new(file, crate_name),
            )?);
        }
        let tree = flux_codegen::parse_hierarchy(tokens, &SourceFile::new(HIERARCHY, "app"))?;
        let resolve = |path: &syn::Path| {
            let name = path.segments.last().map(|last| last.ident.to_string());
            let at = TYPES
                .iter()
                .position(|(_, known)| Some(*known) == name.as_deref());
            at.and_then(|at| types.get(at))
                .ok_or_else(flux_codegen::Diagnostics::new)
        };
        let model = flux_codegen::check(&tree, &resolve)?;
        Ok(flux_codegen::emit(&model).nodes.len())
    }
}

/// The module with the attribute, without it.
fn marked(file: syn::File) -> Option<syn::ItemMod> {
    file.items.into_iter().find_map(|item| match item {
        syn::Item::Mod(mut module) => {
            let is_mark = |attr: &syn::Attribute| {
                let last = attr.path().segments.last();
                last.is_some_and(|last| last.ident == "subsched")
            };
            let before = module.attrs.len();
            module.attrs.retain(|attr| !is_mark(attr));
            (module.attrs.len() < before).then_some(module)
        }
        _ => None,
    })
}

/// The middle one of several rounds.
fn middle(mut work: impl FnMut() -> Outcome<()>) -> Outcome<Duration> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        work()?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times.get(ROUNDS / 2).copied().unwrap_or_default())
}

fn main() -> Outcome<()> {
    let folder = std::env::args_os().nth(1);
    let folder = folder.ok_or("usage: flux-codegen-time FOLDER, with the workspace")?;
    let workspace = Path::new(&folder).canonicalize()?;
    let sources = Sources::read(&workspace)?;

    // The macro looks for the object, as in a build that goes well.
    let out_dir = tempfile::tempdir()?;
    std::fs::write(out_dir.path().join("deep.bpf.o"), b"object")?;
    // SAFETY: no other thread has begun.
    unsafe { std::env::set_var("OUT_DIR", out_dir.path()) };
    let (modules, tokens) = sources.parse()?;
    let modules: Vec<TokenStream> = modules.iter().map(|item| item.to_token_stream()).collect();
    let expansion = middle(|| {
        for module in &modules {
            refuse_errors(&subsched::expand(TokenStream::new(), module.clone()))?;
        }
        refuse_errors(&hierarchy::expand(tokens.clone()))
    })?;
    let generation = middle(|| match sources.generate()? {
        16 => Ok(()),
        other => Err(format!("the hierarchy has {other} instances, not 16").into()),
    })?;
    let manifest = workspace.join("tests/composition/app/Cargo.toml");
    let whole = middle(|| {
        let composition = flux_build::compose(&manifest)?;
        match composition
            .hierarchies
            .iter()
            .all(|one| one.outcome.is_ok())
        {
            true => Ok(()),
            false => Err("a hierarchy is wrong".into()),
        }
    })?;
    for (name, time) in [
        ("expansion", expansion),
        ("generation", generation),
        ("sources", whole),
    ] {
        println!("FLUX-TIME {name} {}", time.as_micros());
    }
    Ok(())
}

/// An expansion that is an error would be quick and say nothing.
fn refuse_errors(expanded: &TokenStream) -> Outcome<()> {
    match expanded.to_string().contains("compile_error") {
        true => Err("a macro expands to an error".into()),
        false => Ok(()),
    }
}
