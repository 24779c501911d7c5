//! The BPF objects that are looked at: what builds of this workspace leave with
//! each clang, or files that someone names.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::packages;
use crate::progress::step;
use crate::workspace::Workspace;

/// The versions of clang in Debian 12 from the oldest on that flux builds with.
const CLANGS: [u32; 3] = [16, 19, 22];

/// Packages whose schedulers are looked at: all in the folder of the examples, the real
/// schedulers beside the library, and the hierarchies of the golden files.
const EXAMPLES: &str = "examples";
const SCHEDULERS: [&str; 2] = ["schedulers/fair-default", "schedulers/rpc-split"];
const HIERARCHIES: &str = "tests/verify/hierarchies";

/// The variable by which flux-build is told its compiler.
const CLANG_VARIABLE: &str = "BPF_CLANG";

/// One object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BpfObject {
    /// The scheduler: the file's name without its ending.
    pub scheduler: String,
    /// The clang that made it; none if we do not know.
    pub clang: Option<u32>,
    /// Where it is.
    pub path: PathBuf,
    /// Its name in test machines, different for each object.
    pub guest_name: String,
}

impl BpfObject {
    fn new(path: PathBuf, clang: Option<u32>) -> Result<Self> {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .with_context(|| format!("{} has no usable file name", path.display()))?;
        let scheduler = name.split('.').next().unwrap_or(name).to_owned();
        let guest_name = match clang {
            Some(clang) => format!("{scheduler}.clang-{clang}.o"),
            None => name.to_owned(),
        };
        Ok(Self {
            scheduler,
            clang,
            path,
            guest_name,
        })
    }

    /// "built with clang 19", for messages.
    pub fn built_with(&self) -> String {
        built_with(self.clang)
    }
}

/// "built with clang 19", for messages.
pub fn built_with(clang: Option<u32>) -> String {
    clang.map_or_else(
        || "as given".to_owned(),
        |clang| format!("built with clang {clang}"),
    )
}

/// Files as they are.
///
/// # Errors
/// If one is not there, or two have the same name.
pub fn by_hand(files: &[PathBuf]) -> Result<Vec<BpfObject>> {
    let mut objects: Vec<BpfObject> = Vec::new();
    for file in files {
        if !file.is_file() {
            bail!(
                "--object {}: there is no such file; cargo build leaves objects in \
                 target/release/flux",
                file.display()
            );
        }
        let object = BpfObject::new(file.clone(), None)?;
        if objects
            .iter()
            .any(|other| other.guest_name == object.guest_name)
        {
            bail!(
                "--object {}: two files of that name; look at one after the other",
                file.display()
            );
        }
        objects.push(object);
    }
    Ok(objects)
}

/// Builds all schedulers with each of the clangs, or with those of Debian 12.
///
/// # Errors
/// If a clang that was asked for cannot be had, or something does not build.
pub fn build(workspace: &Workspace, clangs: &[u32]) -> Result<Vec<BpfObject>> {
    let mut packages = workspace.packages_in(EXAMPLES);
    for folder in SCHEDULERS.iter().chain([&HIERARCHIES]) {
        packages.extend(workspace.packages_in(folder));
    }
    let kept = workspace.output_directory()?.join("verify");
    let mut objects = Vec::new();
    for (clang, program) in compilers(clangs)? {
        step(&format!(
            "building {} with clang {clang}",
            packages.join(", ")
        ));
        let variables = [(CLANG_VARIABLE, program.as_path())];
        let folder = kept.join(format!("clang-{clang}"));
        for object in workspace.build_objects(&packages, &variables)? {
            let copy = keep(&object, &folder)?;
            objects.push(BpfObject::new(copy, Some(clang))?);
        }
    }
    Ok(objects)
}

/// The clangs to build with: those that were asked for, or Debian's. All of them have to
/// be there, for an object that nobody has built is none that was looked at.
fn compilers(wanted: &[u32]) -> Result<Vec<(u32, PathBuf)>> {
    let wanted = if wanted.is_empty() { &CLANGS } else { wanted };
    let find = |clang: &u32| Ok((*clang, packages::clang_of_version(*clang)?));
    let found = wanted.iter().map(find).collect::<Result<_>>();
    found.context("--clang chooses among those that this machine has")
}

/// The next build with another clang overwrites objects.
fn keep(object: &Path, folder: &Path) -> Result<PathBuf> {
    let name = object.file_name().unwrap_or(object.as_os_str());
    let copy = folder.join(name);
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(object, &copy))
        .with_context(|| format!("cannot keep {} as {}", object.display(), copy.display()))?;
    Ok(copy)
}

/// The program that loads them in the machine.
///
/// # Errors
/// If it cannot be built.
pub fn loader(workspace: &Workspace) -> Result<PathBuf> {
    let built = workspace.build(&["flux-verify"])?;
    built.into_iter().next().context("nothing was built")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_schedulers() {
        let object = BpfObject::new("x/hello.bpf.o".into(), Some(16)).unwrap();
        assert_eq!(object.scheduler, "hello");
        assert_eq!(object.guest_name, "hello.clang-16.o");
        assert_eq!(object.built_with(), "built with clang 16");
        let object = BpfObject::new("x/scx_mine.o".into(), None).unwrap();
        assert_eq!(
            (object.scheduler.as_str(), object.guest_name.as_str()),
            ("scx_mine", "scx_mine.o")
        );
    }

    #[test]
    fn a_missing_object_is_named() {
        let error = by_hand(&["/nowhere/a.bpf.o".into()]).unwrap_err();
        assert!(error.to_string().contains("/nowhere/a.bpf.o"), "{error}");
    }
}
