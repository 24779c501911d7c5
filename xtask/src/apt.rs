//! Debian's archive without touching this machine: an apt state of our own, in
//! which suites can be looked at that the machine's apt does not know.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;

use crate::packages;

/// Names the archive to use where the machine's apt has no Debian sources.
const MIRROR_VARIABLE: &str = "FLUX_DEBIAN_MIRROR";

/// The keys of Debian's archive (package debian-archive-keyring).
pub const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// A private apt state; gone when dropped.
pub struct Apt {
    directory: TempDir,
}

impl Apt {
    /// Makes a private state with the given suites and reads their lists.
    pub fn with_suites(suites: &[&str]) -> Result<Self> {
        let directory = tempfile::Builder::new().prefix("flux-apt-").tempdir()?;
        let apt = Self { directory };
        for part in ["lists/partial", "cache/archives/partial", "downloads"] {
            fs::create_dir_all(apt.path(part))?;
        }
        let mirror = mirror()?;
        let sources: String = suites
            .iter()
            .map(|suite| format!("deb [signed-by={KEYRING}] {mirror} {suite} main\n"))
            .collect();
        fs::write(apt.path("sources.list"), sources)?;
        fs::write(apt.path("apt.conf"), apt.configuration())?;
        apt.run("apt-get", &["update"]).with_context(|| {
            format!(
                "cannot read Debian's package lists ({}) from {mirror}",
                suites.join(", ")
            )
        })?;
        Ok(apt)
    }

    fn path(&self, part: &str) -> PathBuf {
        self.directory.path().join(part)
    }

    /// What the machine's apt does, except where it keeps things. Its settings
    /// for the network stay in force. Nothing is installed, so the machine's
    /// locks are not needed, and an apt that runs elsewhere is no obstacle.
    fn configuration(&self) -> String {
        let path = |part| self.path(part).display().to_string();
        format!(
            "Dir::Etc::SourceList \"{}\";\n\
             Dir::Etc::SourceParts \"/dev/null\";\n\
             Dir::Etc::Preferences \"/dev/null\";\n\
             Dir::Etc::PreferencesParts \"/dev/null\";\n\
             Dir::State::Lists \"{}\";\n\
             Dir::Cache \"{}\";\n\
             APT::Sandbox::User \"root\";\n\
             Debug::NoLocking \"true\";\n\
             Acquire::Languages \"none\";\n\
             Acquire::IndexTargets::deb::DEP-11::DefaultEnabled \"false\";\n",
            path("sources.list"),
            path("lists"),
            path("cache"),
        )
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<Output> {
        let output = Command::new(program)
            .args(arguments)
            .env("APT_CONFIG", self.path("apt.conf"))
            .env("LC_ALL", "C")
            .current_dir(self.path("downloads"))
            .output()
            .with_context(|| format!("cannot run {program}"))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!(
                "{program} {} failed: {}",
                arguments.join(" "),
                said.trim_end()
            );
        }
        Ok(output)
    }

    /// The names of all packages that match a regular expression.
    pub fn names(&self, pattern: &str) -> Result<Vec<String>> {
        let output = self.run("apt-cache", &["search", "--names-only", pattern])?;
        let text = String::from_utf8_lossy(&output.stdout);
        let names = text.lines().filter_map(|line| line.split(' ').next());
        Ok(names.map(str::to_owned).collect())
    }

    /// Downloads packages and unpacks them into `target`; installs nothing.
    pub fn unpack(&self, names: &[&str], target: &Path) -> Result<()> {
        let mut arguments = vec!["download"];
        arguments.extend(names);
        self.run("apt-get", &arguments)?;
        self.unpack_all("downloads", target)
    }

    /// Like [`Apt::unpack`], with every package that `name` from `suite` needs
    /// and this machine does not have.
    pub fn unpack_with_dependencies(&self, name: &str, suite: &str, target: &Path) -> Result<()> {
        let arguments = ["install", "--download-only", "--yes"];
        let more = ["--no-install-recommends", "-t", suite, name];
        self.run("apt-get", &[&arguments[..], &more[..]].concat())?;
        self.unpack_all("cache/archives", target)
    }

    fn unpack_all(&self, part: &str, target: &Path) -> Result<()> {
        for entry in fs::read_dir(self.path(part))? {
            let package = entry?.path();
            if package.extension().is_some_and(|end| end == "deb") {
                let (package_text, target) = (package.display().to_string(), target.display());
                self.run("dpkg-deb", &["-x", &package_text, &target.to_string()])?;
                fs::remove_file(package)?;
            }
        }
        Ok(())
    }
}

/// The archive that this machine's apt gets Debian from.
fn mirror() -> Result<String> {
    if let Ok(mirror) = std::env::var(MIRROR_VARIABLE) {
        return Ok(mirror);
    }
    if packages::program("apt-get").is_none() {
        bail!(
            "test kernels are fetched with apt, which this machine does not have; \
             give a kernel image with --kernel PATH"
        );
    }
    let output = Command::new("apt-get")
        .args(["indextargets", "--format"])
        .arg("$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(ORIGIN)")
        .output()
        .context("cannot run apt-get")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let os_release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    find_mirror(&text, &os_release).with_context(|| {
        format!(
            "this machine's apt has no Debian archive to fetch test kernels from; \
             set {MIRROR_VARIABLE} to the address of one, \
             or give a kernel image with --kernel PATH"
        )
    })
}

/// Finds Debian's own archive among `URI|RELEASE|COMPONENT|ORIGIN` lines. The
/// origin is known only after an `apt-get update`; before, the path decides.
fn find_mirror(index_targets: &str, os_release: &str) -> Option<String> {
    let is_debian = os_release.lines().any(|line| line == "ID=debian");
    let mut candidates: Vec<(bool, &str)> = index_targets
        .lines()
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('|').collect();
            let &[uri, release, "main", origin] = fields.as_slice() else {
                return None;
            };
            // "bookworm-updates", "bookworm-security" and foreign archives of
            // that form do not carry other suites.
            let is_base = !release.contains(['-', '/']);
            let by_path = is_debian && uri.trim_end_matches('/').ends_with("/debian");
            (is_base && (origin == "Debian" || by_path)).then_some((origin != "Debian", uri))
        })
        .collect();
    candidates.sort_by_key(|&(unsure, _)| unsure);
    candidates.first().map(|&(_, uri)| uri.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEBIAN: &str = "PRETTY_NAME=\"Debian\"\nID=debian\n";

    #[test]
    fn the_base_archive_is_found() {
        let targets = "http://mirror.example/debian-security/|bookworm-security|main|Debian\n\
                       http://mirror.example/debian/|bookworm-updates|main|Debian\n\
                       http://tools.example/debian/|bookworm|main|Tools\n\
                       http://mirror.example/debian/|bookworm|main|Debian\n";
        assert_eq!(
            find_mirror(targets, DEBIAN).as_deref(),
            Some("http://mirror.example/debian/")
        );
    }

    #[test]
    fn before_an_update_the_path_decides() {
        let targets = "http://mirror.example/debian|bookworm|main|\n";
        assert!(find_mirror(targets, DEBIAN).is_some());
        assert!(find_mirror(targets, "ID=ubuntu\n").is_none());
    }

    #[test]
    fn without_debian_there_is_none() {
        let targets = "http://mirror.example/ubuntu/|noble|main|Ubuntu\n";
        assert_eq!(find_mirror(targets, "ID=ubuntu\n"), None);
    }
}
