//! What a path in a `hierarchy!` means: the rules of `use` and modules, as far as
//! they lead to a subscheduler.
//!
//! Knows modules, `use` with groups, renames and globs, re-exports, `crate`,
//! `self`, `super`, and other crates by the names that the manifest gives them.
//! Not `use` inside a function: a hierarchy there sees the names of its module.
//! Visibility is left to rustc, which sees the same path; items that a macro
//! makes are not seen.

mod explain;
#[cfg(test)]
mod tests;

pub use explain::NotFound;

use super::cfg::Cfg;
use super::imports::Import;
use super::packages::{Package, Packages};
use super::tree::{Call, Module, ROOT, Tree};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// All crates looked at so far.
#[derive(Debug)]
pub struct Universe {
    packages: Packages,
    cfg: Cfg,
    crates: Vec<Crate>,
    by_root: BTreeMap<PathBuf, usize>,
}

/// One crate and the package that it belongs to.
#[derive(Debug)]
pub struct Crate {
    /// Its name in paths.
    pub name: String,
    /// Whose manifest says what it depends on.
    pub package: Package,
    /// Its modules.
    pub tree: Tree,
}

/// A module of a crate, by their indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Index of the crate.
    pub krate: usize,
    /// Index of the module in its tree.
    pub module: usize,
}

/// Where a path stops making sense. [`explain`] puts it into words.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stop {
    /// Nothing is called so there.
    Unknown { segment: usize, at: At },
    /// The path goes on behind a type.
    BehindType {
        segment: usize,
        at: At,
        name: String,
    },
    /// A dependency whose source could not be found, in cargo's words.
    Crate { name: String, words: String },
}

/// What a name can stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Meaning {
    Module(At),
    /// A type and the module that declares it.
    Type(At, String),
}

impl Universe {
    /// Knows no crate yet.
    pub fn new(packages: Packages, cfg: Cfg) -> Universe {
        Universe {
            packages,
            cfg,
            crates: Vec::new(),
            by_root: BTreeMap::new(),
        }
    }

    /// Reads the crate with this root file, once.
    pub fn add(&mut self, package: &Package, name: String, root: &Path, own: bool) -> usize {
        if let Some(&index) = self.by_root.get(root) {
            return index;
        }
        let cfg = if own {
            self.cfg.clone()
        } else {
            self.cfg.of_dependency()
        };
        let index = self.crates.len();
        self.by_root.insert(root.to_owned(), index);
        self.crates.push(Crate {
            name,
            package: package.clone(),
            tree: Tree::read(root, &cfg),
        });
        index
    }

    /// The crates read so far, in the order of [`At::krate`].
    pub fn crates(&self) -> &[Crate] {
        &self.crates
    }

    /// The module at a place that this universe gave out.
    pub fn module(&self, at: At) -> &Module {
        &self.crates[at.krate].tree.modules[at.module]
    }

    /// The calls of `hierarchy!` in a crate.
    pub fn calls(&self, krate: usize) -> Vec<Call> {
        self.crates
            .get(krate)
            .map(|krate| krate.tree.calls.clone())
            .unwrap_or_default()
    }

    /// The crate that a place is in: its name in paths, and its package.
    pub fn owner(&self, at: At) -> (&str, &Package) {
        let krate = &self.crates[at.krate];
        (&krate.name, &krate.package)
    }

    /// Finds the marked module that `path`, written in the module `from`, means.
    ///
    /// # Errors
    /// Where the path stops making sense, and what was probably meant.
    pub fn find(&mut self, from: At, path: &syn::Path) -> Result<At, NotFound> {
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let names: Vec<&str> = names
            .iter()
            .map(|name| name.trim_start_matches("r#"))
            .collect();
        let walked = self.walk(from, path.leading_colon.is_some(), &names, &mut Vec::new());
        match walked {
            Ok(Meaning::Type(at, name)) if self.is_scheduler_type(at, &name) => Ok(at),
            Ok(other) => Err(self.explain_meaning(&other, &names)),
            Err(stop) => Err(self.explain_stop(from, stop, &names)),
        }
    }

    fn is_scheduler_type(&self, at: At, name: &str) -> bool {
        let subsched = self.module(at).subsched.as_ref();
        subsched.is_some_and(|subsched| subsched.type_name.as_deref() == Some(name))
    }

    /// `open` holds the lookups under way, so that imports in a circle end.
    fn walk(
        &mut self,
        from: At,
        from_extern: bool,
        names: &[&str],
        open: &mut Vec<(At, String)>,
    ) -> Result<Meaning, Stop> {
        let mut meaning = Meaning::Module(from);
        for (segment, name) in names.iter().enumerate() {
            let at = match &meaning {
                Meaning::Module(at) => *at,
                Meaning::Type(at, name) => {
                    return Err(Stop::BehindType {
                        segment,
                        at: *at,
                        name: name.clone(),
                    });
                }
            };
            let found = match (*name, segment) {
                ("crate", 0) => Some(Meaning::Module(At { module: ROOT, ..at })),
                ("self", 0) => Some(Meaning::Module(at)),
                ("super", _) => Some(Meaning::Module(At {
                    module: self.module(at).parent,
                    ..at
                })),
                (_, 0) if from_extern => self.other_crate(at, name)?,
                (_, 0) => match self.member(at, name, open) {
                    Some(found) => Some(found),
                    None => self.other_crate(at, name)?,
                },
                _ => self.member(at, name, open),
            };
            meaning = found.ok_or(Stop::Unknown { segment, at })?;
        }
        Ok(meaning)
    }

    /// What `name` is in the module `at`: declared there, or imported.
    fn member(&mut self, at: At, name: &str, open: &mut Vec<(At, String)>) -> Option<Meaning> {
        let lookup = (at, name.to_owned());
        if open.contains(&lookup) {
            return None;
        }
        let module = self.module(at);
        if let Some(&child) = module.children.get(name) {
            return Some(Meaning::Module(At {
                module: child,
                ..at
            }));
        }
        if module.types.contains(name) {
            return Some(Meaning::Type(at, name.to_owned()));
        }
        open.push(lookup);
        let imports = module.imports.clone();
        let (named, globs): (Vec<Import>, Vec<Import>) = imports
            .into_iter()
            .partition(|import| import.name.is_some());
        let named = named
            .iter()
            .filter(|import| import.name.as_deref() == Some(name));
        let found = named
            .clone()
            .find_map(|import| self.import(at, import, open))
            .or_else(|| {
                globs
                    .iter()
                    .find_map(|glob| match self.import(at, glob, open)? {
                        Meaning::Module(from) => self.member(from, name, open),
                        Meaning::Type(..) => None,
                    })
            });
        open.pop();
        found
    }

    fn import(&mut self, at: At, import: &Import, open: &mut Vec<(At, String)>) -> Option<Meaning> {
        let names: Vec<&str> = import.path.iter().map(String::as_str).collect();
        self.walk(at, import.from_extern, &names, open).ok()
    }

    fn other_crate(&mut self, at: At, name: &str) -> Result<Option<Meaning>, Stop> {
        let from = self.crates[at.krate].package.clone();
        // Programs, examples and tests call their own package's library by name.
        let own_library = from
            .library()
            .filter(|library| library.crate_name() == name);
        if let Some(library) = own_library.cloned() {
            let own = self
                .crates
                .first()
                .is_some_and(|first| first.package.manifest_path == from.manifest_path);
            let krate = self.add(&from, name.to_owned(), &library.src_path, own);
            return Ok(Some(Meaning::Module(At {
                krate,
                module: ROOT,
            })));
        }
        let found = self.packages.dependency(&from, name).map_err(|words| {
            let name = name.to_owned();
            Stop::Crate { name, words }
        })?;
        let Some(package) = found else {
            return Ok(None);
        };
        let Some(library) = package.library().cloned() else {
            return Ok(None);
        };
        let krate = self.add(&package, library.crate_name(), &library.src_path, false);
        Ok(Some(Meaning::Module(At {
            krate,
            module: ROOT,
        })))
    }
}
