//! What this machine has, and what it still needs: programs and libraries from
//! its distribution.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::apt::KEYRING;
use crate::progress::step;

/// The oldest clang that sched_ext's own headers ask for.
const OLDEST_CLANG: u32 = 16;

/// The newest clang whose versioned name is looked for.
const NEWEST_CLANG: u32 = 25;

/// Something that commands of ours cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The compiler for BPF.
    Clang,
    /// The library that libbpf reads objects with.
    Libelf,
    /// The library that libelf needs.
    Zlib,
    /// What finds these two.
    PkgConfig,
    /// What builds libbpf.
    Make,
    /// The emulator of test machines.
    Qemu,
    /// The userspace of test machines.
    Busybox,
    /// The load that every scheduler is tried with.
    Hackbench,
    /// The stock loader.
    Bpftool,
    /// The keys of the archive that test kernels come from.
    DebianKeys,
}

/// What building the schedulers takes.
pub const FOR_BUILD: &[Need] = &[
    Need::Clang,
    Need::Libelf,
    Need::Zlib,
    Need::PkgConfig,
    Need::Make,
];

/// What running them in a test machine takes.
pub const FOR_VM: &[Need] = &[
    Need::Qemu,
    Need::Busybox,
    Need::Hackbench,
    Need::Bpftool,
    Need::DebianKeys,
];

/// What running them on this machine takes.
pub const FOR_HOST: &[Need] = &[Need::Hackbench];

impl Need {
    /// Whether this machine has it.
    fn is_met(self) -> bool {
        let header = |name: &str| {
            let places = ["/usr/include", "/usr/local/include"];
            places
                .iter()
                .any(|place| Path::new(place).join(name).is_file())
        };
        match self {
            Self::Clang => clang().is_some(),
            Self::Libelf => header("libelf.h"),
            Self::Zlib => header("zlib.h"),
            Self::PkgConfig => program("pkg-config").is_some(),
            Self::Make => program("make").is_some(),
            Self::Qemu => crate::vm::Qemu::find().is_ok(),
            Self::Busybox => busybox().is_ok(),
            Self::Hackbench => program("hackbench").is_some(),
            Self::Bpftool => program("bpftool").is_some(),
            // Where there is no apt, test kernels are given by hand.
            Self::DebianKeys => Path::new(KEYRING).is_file() || program("apt-get").is_none(),
        }
    }

    /// Its package on Debian and Ubuntu, the best first.
    fn debian_packages(self) -> &'static [&'static str] {
        match self {
            Self::Clang => &["clang-19", "clang-20", "clang-18", "clang-17", "clang-16"],
            Self::Libelf => &["libelf-dev"],
            Self::Zlib => &["zlib1g-dev"],
            Self::PkgConfig => &["pkg-config"],
            Self::Make => &["make"],
            Self::Qemu => &["qemu-system-x86"],
            Self::Busybox => &["busybox-static"],
            Self::Hackbench => &["rt-tests"],
            Self::Bpftool => &["bpftool", "linux-tools-common"],
            Self::DebianKeys => &["debian-archive-keyring"],
        }
    }

    /// The first of them that apt knows. Where it knows none, its own message is
    /// the best.
    fn best_package(self) -> &'static str {
        let names = self.debian_packages();
        names
            .iter()
            .find(|name| apt_knows(name))
            .unwrap_or(&names[0])
    }

    /// What it is called elsewhere, and what it is for.
    fn what_and_why(self) -> (&'static str, &'static str) {
        match self {
            Self::Clang => ("clang 16 or newer", "compiles the generated C to BPF"),
            Self::Libelf => ("libelf with headers", "libbpf reads BPF objects with it"),
            Self::Zlib => ("zlib with headers", "libelf needs it"),
            Self::PkgConfig => ("pkg-config", "finds these libraries"),
            Self::Make => ("make", "builds libbpf"),
            Self::Qemu => ("qemu-system-x86_64", "runs the test machines"),
            Self::Busybox => ("busybox (static)", "is the test machines' userspace"),
            Self::Hackbench => ("hackbench (rt-tests)", "is the load"),
            Self::Bpftool => ("bpftool", "loads schedulers without an agent"),
            Self::DebianKeys => ("debian-archive-keyring", "vouches for test kernels"),
        }
    }
}

/// Makes sure that this machine has all of `needs`: installs what is missing
/// with apt where that is possible, and says what to install where it is not.
pub fn ensure(needs: &[Need]) -> Result<()> {
    let missing: Vec<Need> = needs
        .iter()
        .copied()
        .filter(|need| !need.is_met())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    step("this machine lacks:");
    for need in &missing {
        let (what, why) = need.what_and_why();
        eprintln!("    {what:<24} {why}");
    }
    let list = || {
        let names = missing.iter().map(|need| need.what_and_why().0);
        names.collect::<Vec<_>>().join(", ")
    };
    if program("apt-get").is_none() {
        bail!("install these, then try again: {}", list());
    }
    let Some(as_root) = Root::find() else {
        bail!(
            "installing needs root or sudo; as root: apt-get install {}",
            missing
                .iter()
                .map(|need| need.debian_packages()[0])
                .collect::<Vec<_>>()
                .join(" ")
        );
    };
    install(&missing, as_root)?;
    match missing.iter().find(|need| !need.is_met()) {
        None => Ok(()),
        Some(need) => bail!(
            "{} is still missing after apt has installed its package; install it by hand",
            need.what_and_why().0
        ),
    }
}

/// How to become root.
#[derive(Clone, Copy, Debug)]
enum Root {
    Already,
    /// By sudo, which may ask for a password only where someone can give it.
    Sudo {
        may_ask: bool,
    },
}

impl Root {
    fn find() -> Option<Self> {
        if is_root() {
            return Some(Self::Already);
        }
        program("sudo").map(|_| Self::Sudo {
            may_ask: std::io::stdin().is_terminal(),
        })
    }

    fn install<'a>(self, names: impl Iterator<Item = &'a str>) -> Result<()> {
        let mut arguments = vec!["install", "-q", "-y", "--no-install-recommends"];
        arguments.extend(names);
        self.apt_get(&arguments)
    }

    fn apt_get(self, arguments: &[&str]) -> Result<()> {
        let mut command = match self {
            Self::Already => Command::new("env"),
            Self::Sudo { may_ask } => {
                let mut sudo = Command::new("sudo");
                if !may_ask {
                    sudo.arg("-n");
                }
                sudo.arg("env");
                sudo
            }
        };
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command.args(arguments);
        step(&format!(
            "{}apt-get {}",
            if matches!(self, Self::Already) {
                ""
            } else {
                "sudo "
            },
            arguments.join(" ")
        ));
        let status = command.status().context("cannot run apt-get")?;
        if !status.success() {
            bail!(
                "apt-get {} failed (see above); repair that, or install the packages by hand",
                arguments.join(" ")
            );
        }
        Ok(())
    }
}

fn install(missing: &[Need], as_root: Root) -> Result<()> {
    as_root.apt_get(&["update", "-q"])?;
    as_root.install(missing.iter().map(|need| need.best_package()))
}

fn apt_knows(package: &str) -> bool {
    let output = Command::new("apt-cache").args(["show", package]).output();
    output.is_ok_and(|output| output.status.success())
}

/// Whether we are root.
pub fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// A clang that is new enough: the one that `BPF_CLANG` names, or the newest.
pub fn clang() -> Option<PathBuf> {
    let named = std::env::var_os("BPF_CLANG").map(PathBuf::from);
    let versioned = (OLDEST_CLANG..=NEWEST_CLANG)
        .rev()
        .map(|n| format!("clang-{n}"));
    let found = std::iter::once("clang".to_owned())
        .chain(versioned)
        .filter_map(|name| program(&name));
    named.into_iter().chain(found).find(|clang| {
        let output = Command::new(clang).arg("--version").output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        text.is_ok_and(|text| clang_major(&text).is_some_and(|major| major >= OLDEST_CLANG))
    })
}

/// The clang of exactly that major version; installed if apt knows it and we may.
///
/// # Errors
/// If it is not here and cannot be installed.
pub fn clang_of_version(major: u32) -> Result<PathBuf> {
    if major < OLDEST_CLANG {
        bail!("clang {major} is too old: flux builds with clang {OLDEST_CLANG} and newer");
    }
    let name = format!("clang-{major}");
    if let Some(program) = program(&name) {
        return Ok(program);
    }
    if !apt_knows(&name) {
        bail!("{name} is not installed, and apt knows no such package");
    }
    let Some(as_root) = Root::find() else {
        bail!("installing needs root or sudo; as root: apt-get install {name}");
    };
    as_root.install(std::iter::once(name.as_str()))?;
    program(&name).with_context(|| format!("{name} is missing after apt has installed it"))
}

/// Reads "Debian clang version 19.1.7 (3~deb12u1)".
fn clang_major(text: &str) -> Option<u32> {
    let (_, rest) = text.split_once("clang version ")?;
    rest.split('.').next()?.parse().ok()
}

/// Finds a program in `PATH`, or where Debian keeps those for administrators,
/// which a user's `PATH` leaves out.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|directory| directory.join(name))
        .find(|candidate| candidate.is_file())
}

/// The test machine's userspace.
pub fn busybox() -> Result<PathBuf> {
    program("busybox").context(
        "busybox is not installed; `cargo xtask demo` installs it, \
         or install the package busybox-static",
    )
}

/// Whether this machine is the Debian of that code name.
pub fn is_debian(code_name: &str) -> bool {
    let os_release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let has = |wanted: &str| os_release.lines().any(|line| line == wanted);
    has("ID=debian") && has(&format!("VERSION_CODENAME={code_name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clang_versions_are_read() {
        let text = "Debian clang version 19.1.7 (3~deb12u1)\nTarget: x86_64-pc-linux-gnu\n";
        assert_eq!(clang_major(text), Some(19));
        assert_eq!(clang_major("clang version 14.0.6"), Some(14));
        assert_eq!(clang_major("gcc 12"), None);
    }

    #[test]
    fn a_clang_that_is_too_old_is_refused() {
        let error = clang_of_version(14).unwrap_err().to_string();
        assert!(error.contains("clang 14 is too old"), "{error}");
    }

    #[test]
    fn programs_are_found() {
        assert!(program("sh").is_some());
        assert!(program("no-such-program-of-flux").is_none());
    }
}
