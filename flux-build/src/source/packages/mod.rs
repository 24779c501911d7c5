//! Which package is being built, and where the crates that it names lie.
//!
//! Everything is asked of cargo, in a form that never touches the network and
//! takes no lock that the cargo above us holds while it runs build scripts:
//!
//! 1. `cargo metadata --no-deps`: the package, its targets, its path
//!    dependencies. Resolves nothing, so it always works, and is enough for
//!    subschedulers that live in the same workspace.
//! 2. `cargo metadata --offline`: every dependency with its place. Fails if a
//!    package is not downloaded that this build does not need (dev-dependencies,
//!    other members of the workspace).
//! 3. `cargo tree --offline`, which resolves one package without its
//!    dev-dependencies, for the versions; the place follows from them.
//!
//! It does not decide which features are on; a crate that is not a dependency
//! in this build fails in rustc with rustc's own words.

#[cfg(test)]
mod tests;

use crate::error::Error;
use serde::Deserialize;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package as cargo describes it.
#[derive(Clone, Debug, Deserialize)]
pub struct Package {
    /// Cargo's opaque name of it.
    id: String,
    /// Name in its manifest.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its `Cargo.toml`.
    pub manifest_path: PathBuf,
    /// Libraries, programs, examples, tests.
    pub targets: Vec<Target>,
    dependencies: Vec<Dependency>,
    /// Where the workspace of this package begins; none for a package that came
    /// from a registry or a repository.
    #[serde(skip)]
    pub workspace_root: Option<PathBuf>,
}

/// One crate of a package.
#[derive(Clone, Debug, Deserialize)]
pub struct Target {
    /// Its name; for libraries as paths write it, except for `-`.
    pub name: String,
    kind: Vec<String>,
    /// Its root file.
    pub src_path: PathBuf,
}

impl Target {
    /// Whether other crates can name it.
    pub fn is_library(&self) -> bool {
        let library = |kind: &String| kind == "lib" || kind == "rlib" || kind == "dylib";
        self.kind.iter().any(library)
    }

    /// Whether it is compiled after the build script, with its `OUT_DIR`.
    pub fn sees_out_dir(&self) -> bool {
        !self.kind.iter().any(|kind| kind == "custom-build")
    }

    /// The name as paths write it.
    pub fn crate_name(&self) -> String {
        self.name.replace('-', "_")
    }
}

impl Package {
    /// The folder of its manifest.
    pub fn dir(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new("."))
    }

    /// Whether its manifest names the package `name` for its code.
    pub fn depends_on(&self, name: &str) -> bool {
        self.dependencies
            .iter()
            .any(|dependency| dependency.is_for_code() && dependency.name == name)
    }

    /// Its library, if it has one.
    pub fn library(&self) -> Option<&Target> {
        self.targets.iter().find(|target| target.is_library())
    }
}

#[derive(Clone, Debug, Deserialize)]
struct Dependency {
    name: String,
    rename: Option<String>,
    path: Option<PathBuf>,
    kind: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
    #[serde(default)]
    workspace_members: Vec<String>,
    resolve: Option<Resolve>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<NodeDep>,
}

/// One edge: `name` is what paths in the depending crate call the other one.
#[derive(Debug, Deserialize)]
struct NodeDep {
    name: String,
    pkg: String,
}

/// Finds packages from the manifest of the one that is built.
#[derive(Debug)]
pub struct Packages {
    cargo: PathBuf,
    manifest: PathBuf,
    /// Triple that the build is for; cargo's default if unknown.
    target: Option<String>,
    /// The answer to question 2, asked at most once. `Err` holds cargo's words.
    resolved: OnceCell<Result<Metadata, String>>,
    /// Answers to question 1, by manifest.
    known: RefCell<BTreeMap<PathBuf, Package>>,
}

impl Packages {
    /// Looks from the package with this manifest.
    pub fn new(manifest: &Path) -> Packages {
        Packages {
            cargo: std::env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from),
            manifest: manifest.to_owned(),
            target: std::env::var("TARGET").ok(),
            resolved: OnceCell::new(),
            known: RefCell::default(),
        }
    }

    /// The package that is built.
    ///
    /// # Errors
    /// If cargo does not run or does not know the package.
    pub fn own(&self) -> Result<Package, Error> {
        self.package_at(&self.manifest).map_err(Error::Metadata)
    }

    /// The package that `from` calls `extern_name` in its paths. `Ok(None)` if
    /// it has no such dependency.
    ///
    /// # Errors
    /// What to tell the user, if there is one and its place cannot be found.
    pub fn dependency(&self, from: &Package, extern_name: &str) -> Result<Option<Package>, String> {
        let named = from.dependencies.iter().filter(|dep| dep.is_for_code());
        for dependency in named.clone() {
            let Some(dir) = &dependency.path else {
                continue;
            };
            // A library may have another name than its package: read the manifest
            // before saying no, unless a rename settles it.
            if dependency.rename.is_some() && !dependency.is_called(extern_name) {
                continue;
            }
            let package = self.package_at(&dir.join("Cargo.toml"))?;
            let library = package.library().map(Target::crate_name);
            if dependency.rename.is_some() || library.as_deref() == Some(extern_name) {
                return Ok(Some(package));
            }
        }
        let registry: Vec<&Dependency> = named.filter(|dep| dep.path.is_none()).collect();
        if registry.is_empty() {
            return Ok(None);
        }
        match self.resolved() {
            Ok(metadata) => Ok(metadata.edge(from, extern_name)),
            Err(words) => match self.in_registry(from, extern_name, &registry) {
                Some(package) => Ok(Some(package)),
                None if registry.iter().any(|dep| dep.is_called(extern_name)) => Err(format!(
                    "cargo could not say where `{extern_name}` lies without the network \
                     ({words}); run `cargo fetch` once"
                )),
                None => Ok(None),
            },
        }
    }

    /// The names under which `from` may call other crates, for suggestions.
    pub fn extern_names(&self, from: &Package) -> Vec<String> {
        let named = from.dependencies.iter().filter(|dep| dep.is_for_code());
        named.map(Dependency::likely_name).collect()
    }

    fn package_at(&self, manifest: &Path) -> Result<Package, String> {
        let wanted = canonical(manifest);
        if let Some(package) = self.known.borrow().get(&wanted) {
            return Ok(package.clone());
        }
        let metadata = match self.metadata(manifest, &["--no-deps"]) {
            Ok(metadata) => metadata,
            // A folder inside a workspace that it is no member of: as a dependency it is
            // fine, but cargo does not describe it by itself.
            Err(words) => return self.resolved_at(&wanted).ok_or(words),
        };
        // One question answers for all members of a workspace.
        let mut known = self.known.borrow_mut();
        for mut package in metadata.packages {
            package.workspace_root = Some(metadata.workspace_root.clone());
            known.insert(canonical(&package.manifest_path), package);
        }
        let found = known.get(&wanted).cloned();
        found.ok_or_else(|| format!("cargo knows no package at {}", manifest.display()))
    }

    /// The package with this manifest, if it is among all dependencies.
    fn resolved_at(&self, manifest: &Path) -> Option<Package> {
        let packages = &self.resolved().ok()?.packages;
        let found = packages
            .iter()
            .find(|package| canonical(&package.manifest_path) == manifest);
        found.cloned()
    }

    fn resolved(&self) -> Result<&Metadata, &String> {
        let ask = || {
            let filter = self
                .target
                .as_ref()
                .map(|target| ["--filter-platform", target.as_str()]);
            self.metadata(
                &self.manifest,
                filter.as_ref().map_or(&[], |filter| filter.as_slice()),
            )
        };
        self.resolved.get_or_init(ask).as_ref()
    }

    fn metadata(&self, manifest: &Path, more: &[&str]) -> Result<Metadata, String> {
        let mut args: Vec<&OsStr> = [
            "metadata",
            "--format-version",
            "1",
            "--offline",
            "--manifest-path",
        ]
        .map(OsStr::new)
        .into();
        args.push(manifest.as_os_str());
        args.extend(more.iter().map(OsStr::new));
        let out = self.run(&args)?;
        serde_json::from_str(&out)
            .map_err(|error| format!("`cargo metadata` said something else than expected: {error}"))
    }

    /// Question 3: name and version from `cargo tree`, the place from how cargo
    /// lays out what it unpacks.
    fn in_registry(
        &self,
        from: &Package,
        extern_name: &str,
        dependencies: &[&Dependency],
    ) -> Option<Package> {
        let spec = format!("{}@{}", from.name, from.version);
        let mut args: Vec<&OsStr> = [
            "tree",
            "--offline",
            "--edges",
            "normal",
            "--depth",
            "1",
            "--prefix",
            "none",
        ]
        .map(OsStr::new)
        .into();
        args.extend(
            [
                "--format",
                "{lib}|{p}",
                "--package",
                &spec,
                "--manifest-path",
            ]
            .map(OsStr::new),
        );
        args.push(self.manifest.as_os_str());
        let tree = self.run(&args).ok()?;
        let renamed = dependencies
            .iter()
            .find(|dep| dep.rename.is_some() && dep.is_called(extern_name));
        for line in tree.lines().skip(1) {
            let (library, package) = line.split_once('|')?;
            let mut words = package.split(' ');
            let (name, version) = (words.next()?, words.next()?.trim_start_matches('v'));
            if renamed.map_or(library == extern_name, |dep| dep.name == name) {
                return self.unpacked(name, version);
            }
        }
        None
    }

    fn unpacked(&self, name: &str, version: &str) -> Option<Package> {
        let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
        let home =
            home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))?;
        let registries = std::fs::read_dir(home.join("registry/src")).ok()?;
        let places = registries.filter_map(|entry| Some(entry.ok()?.path()));
        let manifests = places.map(|place| place.join(format!("{name}-{version}/Cargo.toml")));
        let manifest = manifests.into_iter().find(|manifest| manifest.is_file())?;
        let mut package = self.package_at(&manifest).ok()?;
        package.workspace_root = None;
        Some(package)
    }

    fn run(&self, args: &[&OsStr]) -> Result<String, String> {
        // From the package's folder, so that cargo reads the configuration (source
        // replacement, registries) that the build itself was given.
        let dir = self.manifest.parent().unwrap_or(Path::new("."));
        let out = Command::new(&self.cargo)
            .args(args)
            .current_dir(dir)
            .output();
        let out = out.map_err(|error| format!("{} does not run: {error}", self.cargo.display()))?;
        if out.status.success() {
            return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
        }
        let words = String::from_utf8_lossy(&out.stderr);
        let words: Vec<&str> = words
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        Err(words.join(" ").trim_start_matches("error: ").to_owned())
    }
}

impl Metadata {
    fn edge(&self, from: &Package, extern_name: &str) -> Option<Package> {
        // Registry packages were read on their own when question 1 was asked of
        // them, under another id: the manifest says which they are.
        let node_id = self
            .packages
            .iter()
            .find(|package| canonical(&package.manifest_path) == canonical(&from.manifest_path));
        let node_id = node_id.map_or(&from.id, |package| &package.id);
        let node = self
            .resolve
            .as_ref()?
            .nodes
            .iter()
            .find(|node| node.id == *node_id)?;
        let edge = node.deps.iter().find(|dep| dep.name == extern_name)?;
        let mut package = self
            .packages
            .iter()
            .find(|package| package.id == edge.pkg)?
            .clone();
        if self.workspace_members.contains(&package.id) {
            package.workspace_root = Some(self.workspace_root.clone());
        }
        Some(package)
    }
}

impl Dependency {
    fn is_for_code(&self) -> bool {
        self.kind.as_deref() != Some("build")
    }

    fn is_called(&self, extern_name: &str) -> bool {
        self.likely_name() == extern_name
    }

    /// How paths name it, if its library is named like its package.
    fn likely_name(&self) -> String {
        self.rename.as_ref().unwrap_or(&self.name).replace('-', "_")
    }
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
