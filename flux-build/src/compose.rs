//! From a package's manifest to the C of its hierarchies. Runs cargo, reads
//! sources, writes nothing.

use crate::error::Error;
use crate::source::cfg::Cfg;
use crate::source::names::{At, NotFound, Universe};
use crate::source::packages::{Package, Packages};
use crate::source::tree::Call;
use flux_codegen::diag::Problem;
use flux_codegen::{Diagnostics, Emitted, SourceFile, Subsched};
use proc_macro2::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use syn::ext::IdentExt;

/// What a package's `hierarchy!` calls come to.
#[derive(Debug)]
pub struct Composition {
    /// One for each call whose form is right. The others are for the macro to
    /// report, which sees the same tokens.
    pub hierarchies: Vec<Composed>,
    /// Every file that this depends on.
    pub files: BTreeSet<PathBuf>,
    /// The sources of the subschedulers: where they are, by the names that the C calls
    /// them, `schedulers/src/biff.rs`.
    pub sources: BTreeMap<String, PathBuf>,
}

/// One hierarchy.
#[derive(Debug)]
pub struct Composed {
    /// The name in the source, such as `Hello`.
    pub name: String,
    /// The stem of its files, such as `hello`.
    pub stem: String,
    /// Where the call stands, as `file:line`.
    pub place: String,
    /// The C, or what is wrong.
    pub outcome: Result<Emitted, Diagnostics>,
}

/// Finds the hierarchies of the package with this manifest and generates their C.
///
/// # Errors
/// If cargo does not describe the package. Errors in the user's source are in
/// [`Composed::outcome`].
///
/// ```no_run
/// let composition = flux_build::compose("examples/hello/Cargo.toml".as_ref())?;
/// for hierarchy in composition.hierarchies {
///     println!("{}: {:?}", hierarchy.name, hierarchy.outcome.map(|emitted| emitted.c));
/// }
/// # Ok::<(), flux_build::Error>(())
/// ```
pub fn compose(manifest: &Path) -> Result<Composition, Error> {
    let packages = Packages::new(manifest);
    let package = packages.own()?;
    let mut composer = Composer {
        universe: Universe::new(packages, Cfg::of_build_script()),
        own: package.clone(),
        parsed: BTreeMap::new(),
        sources: BTreeMap::new(),
    };
    let mut own_crates = Vec::new();
    for target in package
        .targets
        .iter()
        .filter(|target| target.sees_out_dir())
    {
        own_crates.push(composer.universe.add(
            &package,
            target.crate_name(),
            &target.src_path,
            true,
        ));
    }
    let mut hierarchies: Vec<Composed> = Vec::new();
    for krate in own_crates {
        for call in composer.universe.calls(krate) {
            let composed = composer.hierarchy(krate, &call);
            // A file that is a module of two targets shows its calls twice.
            hierarchies.extend(
                composed.filter(|new| hierarchies.iter().all(|old| old.place != new.place)),
            );
        }
    }
    let crates = composer.universe.crates().iter();
    let mut files: BTreeSet<PathBuf> = crates
        .clone()
        .flat_map(|krate| krate.tree.files.iter().cloned())
        .collect();
    files.extend(crates.map(|krate| krate.package.manifest_path.clone()));
    Ok(Composition {
        hierarchies,
        files,
        sources: composer.sources,
    })
}

struct Composer {
    universe: Universe,
    own: Package,
    parsed: BTreeMap<At, Result<Subsched, Diagnostics>>,
    sources: BTreeMap<String, PathBuf>,
}

impl Composer {
    fn hierarchy(&mut self, krate: usize, call: &Call) -> Option<Composed> {
        let at = At {
            krate,
            module: call.module,
        };
        let file = self.source_file(at);
        let tree = flux_codegen::parse_hierarchy(call.tokens.clone(), &file).ok()?;
        let place = format!("{}:{}", file.path_for_line, call.span.start().line);
        let mut types: BTreeMap<String, Result<At, Diagnostics>> = BTreeMap::new();
        for path in tree.type_paths() {
            let found = self.find(at, path, call.span, &file);
            types.insert(key(path), found);
        }
        let resolve = |path: &syn::Path| match types.get(&key(path)) {
            Some(Ok(at)) => self.subscheduler(*at),
            Some(Err(why)) => Err(why.clone()),
            None => Err(Diagnostics::new()),
        };
        let outcome = flux_codegen::check(&tree, &resolve).map(|model| flux_codegen::emit(&model));
        Some(Composed {
            name: tree.name(),
            stem: tree.file_stem(),
            place,
            outcome,
        })
    }

    fn find(
        &mut self,
        from: At,
        path: &syn::Path,
        call: Span,
        file: &SourceFile,
    ) -> Result<At, Diagnostics> {
        let found = self.universe.find(from, path).map_err(|not_found| {
            let segment = path.segments.iter().nth(not_found.segment);
            let span = segment.map_or(call, |segment| segment.ident.span());
            let NotFound { why, instead, .. } = not_found;
            let problem = Problem::TypeNotFound {
                path: key(path),
                why,
                instead,
            };
            let mut problems = Diagnostics::new();
            problems.add(&problem, span, file);
            problems
        })?;
        self.parse(found);
        Ok(found)
    }

    fn subscheduler(&self, at: At) -> Result<&Subsched, Diagnostics> {
        match self.parsed.get(&at) {
            Some(parsed) => parsed.as_ref().map_err(Clone::clone),
            None => Err(Diagnostics::new()),
        }
    }

    /// Parses a marked module, once.
    fn parse(&mut self, at: At) {
        if self.parsed.contains_key(&at) {
            return;
        }
        let file = self.source_file(at);
        let module = self.universe.module(at);
        if let Some(subsched) = &module.subsched {
            self.sources
                .insert(file.path_for_line.clone(), module.file.clone());
            self.parsed
                .insert(at, flux_codegen::parse_subsched(&subsched.item, &file));
        }
    }

    /// The file of a module, named so that it is the same on every machine.
    fn source_file(&self, at: At) -> SourceFile {
        let file = &self.universe.module(at).file;
        let (name, package) = self.universe.owner(at);
        let root = package
            .workspace_root
            .as_ref()
            .filter(|root| self.own.workspace_root.as_ref() == Some(root));
        let inside = root
            .and_then(|root| file.strip_prefix(root).ok())
            .map(|path| path.display().to_string());
        let path = inside.unwrap_or_else(|| {
            let path = file.strip_prefix(package.dir()).unwrap_or(file);
            format!("{}-{}/{}", package.name, package.version, path.display())
        });
        SourceFile::new(path, name)
    }
}

fn key(path: &syn::Path) -> String {
    let names: Vec<String> = path
        .segments
        .iter()
        .map(|segment| segment.ident.unraw().to_string())
        .collect();
    let root = if path.leading_colon.is_some() {
        "::"
    } else {
        ""
    };
    format!("{root}{}", names.join("::"))
}
