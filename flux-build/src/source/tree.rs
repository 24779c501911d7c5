//! One crate as a tree of modules: reads the root file and follows `mod name;`.
//!
//! Keeps of each module what finding a subscheduler needs and nothing else. A
//! file that is missing or is not Rust is left out without a word: rustc, which
//! runs next, says it better.

use super::cfg::Cfg;
use super::imports::{self, Import};
use flux_codegen::syntax::nested_beyond;
use proc_macro2::{Span, TokenStream};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use syn::ext::IdentExt;
use syn::visit::Visit;
use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta};

/// How much may nest in a file; [`crate::STACK_BYTES`] has room for it.
const MAX_DEPTH: usize = 10_000;

/// Index of the root in [`Tree::modules`].
pub const ROOT: usize = 0;

/// The modules of one crate.
#[derive(Debug, Default)]
pub struct Tree {
    /// All modules, parents before children; the first is the root.
    pub modules: Vec<Module>,
    /// All calls of `hierarchy!`, in the order of the source.
    pub calls: Vec<Call>,
    /// Every file that was read or looked for: the build depends on them.
    pub files: Vec<PathBuf>,
    /// Those of them that are there and are not Rust as `syn` knows it.
    pub unreadable: Vec<PathBuf>,
}

/// One module.
#[derive(Debug, Default)]
pub struct Module {
    /// `a::b`, without the crate; empty for the root.
    pub path: String,
    /// The file that holds its items.
    pub file: PathBuf,
    /// Index of the module around it; the root's own for the root.
    pub parent: usize,
    /// Modules in it.
    pub children: BTreeMap<String, usize>,
    /// `use` declarations, one per name.
    pub imports: Vec<Import>,
    /// Structs, enums, unions, aliases and traits declared in it.
    pub types: BTreeSet<String>,
    /// Whether other crates may name it: `pub`, without `(…)`.
    pub public: bool,
    /// Itself, if it is marked `#[flux::subsched]`.
    pub subsched: Option<Subscheduler>,
}

/// A marked module.
#[derive(Debug)]
pub struct Subscheduler {
    /// The whole of it.
    pub item: ItemMod,
    /// Name of the struct marked `#[sched]`: what a hierarchy calls the type.
    /// `None` if it has none, which is for the macro to report.
    pub type_name: Option<String>,
}

/// A call of `hierarchy!`.
#[derive(Clone, Debug)]
pub struct Call {
    /// Index of the module whose names it sees.
    pub module: usize,
    /// What stands between the braces.
    pub tokens: TokenStream,
    /// Where the macro's name stands.
    pub span: Span,
}

impl Tree {
    /// Reads the crate with this root file.
    pub fn read(root: &Path, cfg: &Cfg) -> Tree {
        let mut tree = Tree::default();
        tree.modules.push(Module {
            file: root.to_owned(),
            ..Module::default()
        });
        let place = Place {
            dir: parent(root),
            in_file: parent(root),
            ancestors: vec![root.to_owned()],
        };
        let items = tree.parse(root);
        Reader {
            tree: &mut tree,
            cfg,
        }
        .items(ROOT, items, &place);
        tree
    }

    fn parse(&mut self, file: &Path) -> Vec<Item> {
        self.files.push(file.to_owned());
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let parsed = match can_be_read(&text) {
            true => syn::parse_file(&text).ok(),
            false => None,
        };
        match parsed {
            Some(parsed) => parsed.items,
            None => {
                self.unreadable.push(file.to_owned());
                Vec::new()
            }
        }
    }
}

/// Whether syn has the stack for it. Files are not only flux's modules, so much more may nest than
/// there; nobody writes it by hand.
fn can_be_read(text: &str) -> bool {
    let tokens: Option<TokenStream> = text.parse().ok();
    tokens.is_none_or(|tokens| nested_beyond(&tokens, MAX_DEPTH).is_none())
}

/// Where the files of child modules are looked for.
struct Place {
    /// For `mod name;`: `dir/name.rs` or `dir/name/mod.rs`.
    dir: PathBuf,
    /// For `#[path]`: the folder that it counts from.
    in_file: PathBuf,
    /// Files around this one, so that a `#[path]` in a circle ends.
    ancestors: Vec<PathBuf>,
}

struct Reader<'a> {
    tree: &'a mut Tree,
    cfg: &'a Cfg,
}

impl Reader<'_> {
    fn items(&mut self, at: usize, items: Vec<Item>, place: &Place) {
        for item in items {
            match item {
                Item::Mod(module) => self.module(at, module, place),
                Item::Use(item) if self.cfg.may_exist(&item.attrs) => {
                    self.here(at).imports.extend(imports::of_use(&item));
                }
                Item::ExternCrate(item) => {
                    self.here(at).imports.push(imports::of_extern_crate(&item));
                }
                item => self.other(at, &item),
            }
        }
    }

    fn other(&mut self, at: usize, item: &Item) {
        let (attrs, name) = match item {
            Item::Struct(item) => (&item.attrs, &item.ident),
            Item::Enum(item) => (&item.attrs, &item.ident),
            Item::Union(item) => (&item.attrs, &item.ident),
            Item::Type(item) => (&item.attrs, &item.ident),
            Item::Trait(item) => (&item.attrs, &item.ident),
            Item::Macro(item) if !self.cfg.may_exist(&item.attrs) => return,
            Item::Fn(item) if !self.cfg.may_exist(&item.attrs) => return,
            // A call may also stand in a function or behind a `const _: () = { … }`.
            other => {
                return Calls {
                    at,
                    calls: &mut self.tree.calls,
                }
                .visit_item(other);
            }
        };
        if self.cfg.may_exist(attrs) {
            let name = name.unraw().to_string();
            self.here(at).types.insert(name);
        }
    }

    fn module(&mut self, at: usize, module: ItemMod, place: &Place) {
        if !self.cfg.may_exist(&module.attrs) {
            return;
        }
        let name = module.ident.unraw().to_string();
        let given_path = path_attribute(&module.attrs);
        if module.content.is_some() {
            let file = self.here(at).file.clone();
            let child = self.add(at, &module, file);
            let step = given_path.unwrap_or_else(|| name.clone());
            let dir = place.dir.join(step);
            let inner = Place {
                in_file: dir.clone(),
                dir,
                ancestors: place.ancestors.clone(),
            };
            if is_subsched(&module.attrs) {
                self.here(child).subsched = Some(Subscheduler {
                    type_name: sched_struct(&module),
                    item: module.clone(),
                });
            }
            let items = module.content.map(|(_, items)| items).unwrap_or_default();
            return self.items(child, items, &inner);
        }
        let candidates = match &given_path {
            Some(path) => vec![place.in_file.join(path)],
            None => vec![
                place.dir.join(format!("{name}.rs")),
                place.dir.join(&name).join("mod.rs"),
            ],
        };
        let Some(file) = candidates.iter().find(|file| file.is_file()).cloned() else {
            self.tree.files.extend(candidates.into_iter().take(1));
            return;
        };
        if place.ancestors.contains(&file) {
            return;
        }
        // `mod.rs` and files named by #[path] own the folder they lie in, others
        // the folder of their name beside them.
        let owns_folder = given_path.is_some() || file.ends_with("mod.rs");
        let dir = if owns_folder {
            parent(&file)
        } else {
            file.with_extension("")
        };
        let ancestors = place
            .ancestors
            .iter()
            .cloned()
            .chain([file.clone()])
            .collect();
        let inner = Place {
            dir,
            in_file: parent(&file),
            ancestors,
        };
        let child = self.add(at, &module, file.clone());
        let items = self.tree.parse(&file);
        self.items(child, items, &inner);
    }

    fn add(&mut self, parent: usize, module: &ItemMod, file: PathBuf) -> usize {
        let name = module.ident.unraw().to_string();
        let index = self.tree.modules.len();
        let around = self.here(parent);
        let path = if around.path.is_empty() {
            name.clone()
        } else {
            format!("{}::{name}", around.path)
        };
        // Two of one name exclude each other by `cfg`; the first is as good as the other.
        around.children.entry(name).or_insert(index);
        self.tree.modules.push(Module {
            path,
            file,
            parent,
            public: imports::is_public(&module.vis),
            ..Module::default()
        });
        index
    }

    /// The module being read. Its index comes from `add`, so it exists.
    fn here(&mut self, at: usize) -> &mut Module {
        &mut self.tree.modules[at]
    }
}

struct Calls<'a> {
    at: usize,
    calls: &'a mut Vec<Call>,
}

impl<'ast> Visit<'ast> for Calls<'_> {
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some(last) = call
            .path
            .segments
            .last()
            .filter(|last| last.ident == "hierarchy")
        {
            let call = Call {
                module: self.at,
                tokens: call.tokens.clone(),
                span: last.ident.span(),
            };
            self.calls.push(call);
        }
    }
}

fn is_subsched(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        attr.path()
            .segments
            .last()
            .is_some_and(|last| last.ident == "subsched")
    })
}

fn sched_struct(module: &ItemMod) -> Option<String> {
    let (_, items) = module.content.as_ref()?;
    items.iter().find_map(|item| match item {
        Item::Struct(item) if item.attrs.iter().any(|attr| attr.path().is_ident("sched")) => {
            Some(item.ident.unraw().to_string())
        }
        _ => None,
    })
}

fn path_attribute(attrs: &[Attribute]) -> Option<String> {
    attrs.iter().find_map(|attr| match &attr.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(path),
                ..
            }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    })
}

fn parent(file: &Path) -> PathBuf {
    file.parent().unwrap_or(Path::new(".")).to_owned()
}
