//! Why a path means no subscheduler, and what was probably meant.

use super::{At, Meaning, Stop, Universe};
use crate::source::tree::{ROOT, Subscheduler};

/// Why a path means no subscheduler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFound {
    /// Index of the path's segment that shows it.
    pub segment: usize,
    /// Where it was looked for, and what was there.
    pub why: String,
    /// What to write instead.
    pub instead: String,
}

impl Universe {
    /// The path leads somewhere, only not to a subscheduler type.
    pub(super) fn explain_meaning(&self, meaning: &Meaning, names: &[&str]) -> NotFound {
        let segment = names.len().saturating_sub(1);
        let (why, instead) = match meaning {
            Meaning::Type(at, name) => {
                let place = self.describe(*at);
                match &self.module(*at).subsched {
                    Some(Subscheduler {
                        type_name: Some(right),
                        ..
                    }) => (
                        format!("`{name}` is not the #[sched] struct of {place}"),
                        format!("name the struct that is marked #[sched]: `{right}`"),
                    ),
                    Some(_) => (
                        format!("{place} has no struct that is marked #[sched]"),
                        "mark the struct that holds the subscheduler's state with #[sched]".into(),
                    ),
                    None => (
                        format!("it is declared in {place}, which is not marked #[flux::subsched]"),
                        "name a type that is declared in a module with #[flux::subsched]".into(),
                    ),
                }
            }
            Meaning::Module(at) => {
                let written = names.join("::");
                let subsched = self.module(*at).subsched.as_ref();
                let instead = match subsched.and_then(|subsched| subsched.type_name.as_ref()) {
                    Some(name) => format!("write `{written}::{name}`"),
                    None => {
                        "name a type that is declared in a module with #[flux::subsched]".into()
                    }
                };
                let kind = if at.module == ROOT { "crate" } else { "module" };
                (format!("it is a {kind}"), instead)
            }
        };
        NotFound {
            segment,
            why,
            instead,
        }
    }

    /// The path leads nowhere.
    pub(super) fn explain_stop(&mut self, from: At, stop: Stop, names: &[&str]) -> NotFound {
        match stop {
            Stop::Unknown { segment, at } => {
                let name = names.get(segment).copied().unwrap_or_default();
                let file = self
                    .module(at)
                    .file
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                let place = self.describe(at);
                let or_crate = if segment == 0 {
                    ", nor a dependency"
                } else {
                    ""
                };
                let unreadable = self.unreadable_in(at);
                let why = format!(
                    "nothing called `{name}` was found in {place} ({file}){or_crate}{unreadable}"
                );
                let instead = self.suggest(from, at, segment, names);
                NotFound {
                    segment,
                    why,
                    instead,
                }
            }
            Stop::BehindType { segment, at, name } => NotFound {
                segment,
                why: format!(
                    "`{name}` in {} is a type, so nothing can follow it",
                    self.describe(at)
                ),
                instead: "end the path with the type".into(),
            },
            Stop::Crate { name, words } => NotFound {
                segment: 0,
                why: format!("the source of the crate `{name}` could not be found: {words}"),
                instead: "make it available to this build".into(),
            },
        }
    }

    /// Where else the name may be.
    fn unreadable_in(&self, at: At) -> String {
        match self.crates[at.krate].tree.unreadable.first() {
            Some(file) => format!("; {} could not be parsed", file.display()),
            None => String::new(),
        }
    }

    fn suggest(&mut self, from: At, at: At, segment: usize, names: &[&str]) -> String {
        let name = names.get(segment).copied().unwrap_or_default();
        let module = self.module(at);
        let mut near: Vec<String> = module
            .children
            .keys()
            .chain(&module.types)
            .cloned()
            .collect();
        near.extend(
            module
                .imports
                .iter()
                .filter_map(|import| import.name.clone()),
        );
        if segment == 0 {
            near.extend(self.packages.extern_names(&self.crates[from.krate].package));
        }
        let closest = near
            .iter()
            .map(|other| (strsim::damerau_levenshtein(name, other), other));
        if let Some((_, other)) = closest
            .filter(|(distance, _)| *distance <= name.len().div_ceil(3))
            .min()
        {
            return format!("did you mean `{other}`?");
        }
        let last = names.last().copied().unwrap_or_default();
        let elsewhere = self.elsewhere(from, last);
        match elsewhere.as_slice() {
            [] => "declare it in a module with #[flux::subsched], or import it from the crate that does".into(),
            places => format!("there is {}: write that, or import it with `use`", places.join(" and ")),
        }
    }

    /// Paths of the subschedulers of this type name in all crates at hand.
    fn elsewhere(&mut self, from: At, type_name: &str) -> Vec<String> {
        let package = self.crates[from.krate].package.clone();
        for name in self.packages.extern_names(&package) {
            // Only a crate that itself uses flux can hold subschedulers.
            let dependency = self.packages.dependency(&package, &name).ok().flatten();
            let dependency = dependency.filter(|found| found.depends_on("flux-runtime"));
            let library = dependency.as_ref().and_then(|found| found.library());
            if let (Some(package), Some(library)) = (&dependency, library) {
                self.add(package, library.crate_name(), &library.src_path, false);
            }
        }
        let mut found = Vec::new();
        for (krate, each) in self.crates.iter().enumerate() {
            for (module, each) in each.tree.modules.iter().enumerate() {
                let subsched = each.subsched.as_ref();
                if subsched.is_some_and(|found| found.type_name.as_deref() == Some(type_name)) {
                    found.push(At { krate, module });
                }
            }
        }
        let path = |at: At| format!("`{}::{type_name}`", self.path_for(from, at));
        found.into_iter().map(path).collect()
    }

    /// How the module `from` may name the module `to`: the shortest way that is
    /// public, where it has to be.
    fn path_for(&mut self, from: At, to: At) -> String {
        let own = from.krate == to.krate;
        let root = if own {
            "crate".to_owned()
        } else {
            self.crates[to.krate].name.clone()
        };
        let mut reached = vec![(At { module: ROOT, ..to }, root.clone())];
        let mut next = 0;
        // Each module is reached once, so this ends.
        while let Some((at, path)) = reached.get(next).cloned() {
            if at == to {
                return path;
            }
            next += 1;
            for (name, there) in self.names_to_modules(at, own) {
                if reached.iter().all(|(known, _)| *known != there) {
                    reached.push((there, format!("{path}::{name}")));
                }
            }
        }
        format!("{root}::{}", self.module(to).path)
    }

    /// Modules of the same crate that have a name in this one.
    fn names_to_modules(&mut self, at: At, private_too: bool) -> Vec<(String, At)> {
        let module = self.module(at);
        let children = module.children.iter().map(|(name, child)| {
            (
                name.clone(),
                At {
                    module: *child,
                    ..at
                },
            )
        });
        let mut names: Vec<(String, At)> = children
            .filter(|(_, child)| private_too || self.module(*child).public)
            .collect();
        for import in module.imports.clone() {
            let Some(name) = import.name.clone().filter(|_| import.public) else {
                continue;
            };
            if let Some(Meaning::Module(there)) = self.import(at, &import, &mut Vec::new())
                && there.krate == at.krate
            {
                names.push((name, there));
            }
        }
        names
    }

    fn describe(&self, at: At) -> String {
        let krate = &self.crates[at.krate];
        let path = &self.module(at).path;
        if path.is_empty() {
            format!("crate `{}`", krate.name)
        } else {
            format!("module `{}::{path}`", krate.name)
        }
    }
}
