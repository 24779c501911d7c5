//! A package of a user's, made for a test: programs that compose schedulers, and
//! the one-line build script.

use crate::workspace;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A package below a folder that outlives the test, so that what it depends on is
/// built once.
#[derive(Debug)]
pub struct Package {
    folder: PathBuf,
    target: PathBuf,
}

impl Package {
    /// Makes the package `name` with these programs, as (name, source). `keep` is
    /// the folder for it, `CARGO_TARGET_TMPDIR` of the test.
    ///
    /// # Panics
    /// If it cannot be written.
    pub fn new(keep: &str, name: &str, programs: &[(String, String)]) -> Package {
        let package = Package::at(keep, name);
        let bins = package.folder.join("src/bin");
        std::fs::create_dir_all(&bins).expect("the folder is writable");
        for old in std::fs::read_dir(&bins).expect("it is there").flatten() {
            let known = programs
                .iter()
                .any(|(name, _)| old.file_name() == *format!("{name}.rs"));
            if !known {
                std::fs::remove_file(old.path()).expect("a program of an earlier test");
            }
        }
        for (name, source) in programs {
            package.write(&format!("src/bin/{name}.rs"), source);
        }
        package.write("Cargo.toml", &manifest(name));
        package.write("build.rs", "fn main() {\n    flux_build::build()\n}\n");
        package.lock();
        package
    }

    /// Makes a project of exactly these files, as (name, text): whole crates, with
    /// a manifest in the folder itself.
    ///
    /// # Panics
    /// If they cannot be written.
    pub fn with_files(keep: &str, name: &str, files: &[(String, String)]) -> Package {
        let package = Package::at(keep, name);
        for (file, text) in files {
            package.add(file, text);
        }
        package.lock();
        package
    }

    fn at(keep: &str, name: &str) -> Package {
        let keep = Path::new(keep);
        Package {
            folder: keep.join(name),
            // The workspace's own: what it has built already is not built again.
            target: keep.parent().unwrap_or(keep).to_owned(),
        }
    }

    /// The versions that the workspace uses: they are downloaded.
    fn lock(&self) {
        std::fs::copy(
            workspace().join("Cargo.lock"),
            self.folder.join("Cargo.lock"),
        )
        .expect("copied");
    }

    /// Writes a file of it.
    ///
    /// # Panics
    /// If it cannot be written.
    pub fn add(&self, file: &str, text: &str) {
        let folder = self.folder.join(file);
        let folder = folder.parent().unwrap_or(&self.folder);
        std::fs::create_dir_all(folder).expect("the folder is writable");
        self.write(file, text);
    }

    /// Removes a file of it.
    ///
    /// # Panics
    /// If it is not there.
    pub fn remove(&self, file: &str) {
        std::fs::remove_file(self.folder.join(file)).expect("it was written before");
    }

    /// Where a debug build puts a file for people to find.
    pub fn public(&self, file: &str) -> PathBuf {
        self.target.join("debug/flux").join(file)
    }

    /// What a program of it prints that a debug build made.
    ///
    /// # Panics
    /// If it does not run or does not end well.
    pub fn run(&self, program: &str, args: &[&str]) -> String {
        let out = Command::new(self.target.join("debug").join(program))
            .args(args)
            .output()
            .expect("the program was built");
        assert!(out.status.success(), "{program} {args:?}: {out:?}");
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    /// The folder of its manifest.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs cargo in it, without the network.
    ///
    /// # Panics
    /// If there is no cargo.
    pub fn cargo(&self, args: &[&str], variables: &[(&str, &Path)]) -> Output {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .args(args)
            .arg("--offline")
            .current_dir(&self.folder);
        command.env("CARGO_TARGET_DIR", &self.target);
        command.envs(variables.iter().copied());
        command.output().expect("cargo runs")
    }

    /// Leaves files that are right alone, so that cargo builds only what changed.
    fn write(&self, file: &str, text: &str) {
        let file = self.folder.join(file);
        if std::fs::read_to_string(&file).is_ok_and(|old| old == text) {
            return;
        }
        std::fs::write(&file, text).expect("the folder is writable");
    }
}

fn manifest(name: &str) -> String {
    let root = workspace();
    let root = root.display();
    format!(
        "[package]\nname = \"{name}\"\nedition = \"2024\"\n[workspace]\n\
         [dependencies]\nflux = {{ package = \"flux-runtime\", path = \"{root}/flux-runtime\" }}\n\
         flux-schedulers = {{ path = \"{root}/schedulers\" }}\n\
         [build-dependencies]\nflux-build = {{ path = \"{root}/flux-build\" }}\n"
    )
}
