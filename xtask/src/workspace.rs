//! The workspace: where it is, and the programs that it builds.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::progress::{run, step};

/// What cargo says of the workspace.
#[derive(Debug, Deserialize)]
pub struct Workspace {
    packages: Vec<Package>,
    target_directory: PathBuf,
    workspace_root: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// The cargo that runs us, so that its toolchain is used throughout.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root_directory());
    command
}

/// Where the workspace is; known when xtask is built, which is in it.
fn root_directory() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

impl Workspace {
    /// Asks cargo.
    pub fn load() -> Result<Self> {
        let output = cargo()
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()
            .context("cannot run cargo")?;
        if !output.status.success() {
            bail!(
                "cargo cannot read the workspace: {}",
                String::from_utf8_lossy(&output.stderr).trim_end()
            );
        }
        serde_json::from_slice(&output.stdout).context("cargo metadata says something unknown")
    }

    /// A place for files that commands of ours leave behind.
    pub fn output_directory(&self) -> Result<PathBuf> {
        let directory = self.target_directory.join("xtask");
        std::fs::create_dir_all(&directory)
            .with_context(|| format!("cannot create {}", directory.display()))?;
        Ok(directory)
    }

    /// A file of the workspace.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.workspace_root.join(relative)
    }

    /// Whether a program of that name is built here.
    fn has_program(&self, name: &str) -> bool {
        self.package_of(name).is_some()
    }

    fn package_of(&self, program: &str) -> Option<&str> {
        let builds = |package: &&Package| {
            let mut targets = package.targets.iter();
            targets.any(|target| target.name == program && target.kind.iter().any(|k| k == "bin"))
        };
        let package = self.packages.iter().find(builds)?;
        Some(&package.name)
    }

    /// Whether a build of this workspace leaves that file: a program, or the
    /// object `PROGRAM.bpf.o` beside it.
    pub fn leaves(&self, file: &str) -> bool {
        self.has_program(program_of(file))
    }

    /// Builds in release what leaves `files`, showing cargo's progress; gives
    /// their paths in the same order.
    pub fn build(&self, files: &[&str]) -> Result<Vec<PathBuf>> {
        self.build_with(files, &[])
    }

    /// The same with variables in the environment.
    pub fn build_with(&self, files: &[&str], environment: &[(&str, &str)]) -> Result<Vec<PathBuf>> {
        let mut programs: Vec<&str> = files.iter().map(|file| program_of(file)).collect();
        programs.sort_unstable();
        programs.dedup();
        step(&format!("building {} (release)", programs.join(", ")));
        let mut command = cargo();
        command.args(["build", "--release"]);
        command.envs(environment.iter().copied());
        for program in programs {
            let package = self
                .package_of(program)
                .with_context(|| format!("no package of this workspace builds {program}"))?;
            command.args(["--package", package, "--bin", program]);
        }
        run(&mut command)?;
        let release = self.target_directory.join("release");
        let built = |file: &&str| match file.strip_suffix(OBJECT_SUFFIX) {
            Some(_) => release.join(OBJECT_DIRECTORY).join(file),
            None => release.join(file),
        };
        Ok(files.iter().map(built).collect())
    }

    /// The names of the packages that are in a folder of the workspace, or below.
    pub fn packages_in(&self, folder: &str) -> Vec<&str> {
        let folder = self.path(folder);
        let is_in = |package: &&Package| package.manifest_path.starts_with(&folder);
        let packages = self.packages.iter().filter(is_in);
        packages.map(|package| package.name.as_str()).collect()
    }

    /// Builds packages in release, with these variables in the environment, and
    /// gives the BPF objects that their build scripts left. The next build may
    /// overwrite them.
    pub fn build_objects(
        &self,
        packages: &[&str],
        variables: &[(&str, &Path)],
    ) -> Result<Vec<PathBuf>> {
        let mut command = cargo();
        command.args([
            "build",
            "--release",
            "--message-format=json-render-diagnostics",
        ]);
        for package in packages {
            command.args(["--package", package]);
        }
        let output = command
            .envs(variables.iter().copied())
            .stderr(Stdio::inherit())
            .output()
            .context("cannot run cargo")?;
        if !output.status.success() {
            bail!("cargo could not build {}; see above", packages.join(", "));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let mut objects = Vec::new();
        for message in text
            .lines()
            .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        {
            let id = message.package_id.unwrap_or_default();
            let is_ours = packages.iter().any(|package| is_id_of(&id, package));
            if let Some(out_dir) = message.out_dir
                && message.reason == "build-script-executed"
                && is_ours
            {
                objects.extend(objects_in(&out_dir)?);
            }
        }
        objects.sort();
        Ok(objects)
    }
}

/// What cargo says of a build script that it ran, or of anything else.
#[derive(Debug, Deserialize)]
struct Message {
    reason: String,
    package_id: Option<String>,
    out_dir: Option<PathBuf>,
}

/// What the name of a scheduler's object ends in.
const OBJECT_SUFFIX: &str = ".bpf.o";

/// Where flux-build leaves objects, below the directory of the programs.
const OBJECT_DIRECTORY: &str = "flux";

/// Whether cargo's name for a package, `path+file:///…/examples/hello#0.1.0` or
/// `…/x#name@0.1.0`, is that of a package of this workspace.
fn is_id_of(id: &str, package: &str) -> bool {
    let Some((path, version)) = id.strip_prefix("path+").and_then(|id| id.split_once('#')) else {
        return false;
    };
    match version.split_once('@') {
        Some((name, _)) => name == package,
        None => path.rsplit('/').next() == Some(package),
    }
}

fn objects_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| Ok(entry?.path())).collect();
    let is_object = |path: &PathBuf| path.to_string_lossy().ends_with(OBJECT_SUFFIX);
    let paths = paths.map_err(|error: std::io::Error| error)?;
    Ok(paths.into_iter().filter(is_object).collect())
}

/// The program whose build leaves `file`.
fn program_of(file: &str) -> &str {
    file.strip_suffix(OBJECT_SUFFIX).unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_workspace_is_read() {
        let workspace = Workspace::load().unwrap();
        assert!(workspace.has_program("xtask"));
        assert!(!workspace.has_program("cargo"));
        assert!(workspace.leaves("hello.bpf.o"));
        assert!(workspace.path("xtask/Cargo.toml").is_file());
        assert!(workspace.packages_in("examples").contains(&"hello"));
        assert!(!workspace.packages_in("examples").contains(&"xtask"));
    }

    #[test]
    fn cargos_names_of_packages_are_read() {
        assert!(is_id_of("path+file:///w/examples/hello#0.1.0", "hello"));
        assert!(is_id_of(
            "path+file:///w/tests/verify#flux-verify@0.1.0",
            "flux-verify"
        ));
        assert!(!is_id_of(
            "path+file:///w/tests/verify#flux-verify@0.1.0",
            "verify"
        ));
        assert!(!is_id_of("registry+https://x/hello#0.1.0", "hello"));
    }
}
