//! Test kernels: Debian's builds for cloud machines, fetched once and kept, or
//! any kernel image by its path.
//!
//! The cache is the user's, not the build's: it survives `cargo clean` and
//! serves every clone.

use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::apt::Apt;
use crate::progress::step;

/// The series that is tested unless another is asked for.
pub const DEFAULT_SERIES: &str = "6.18";

/// The series with a sched_ext that flux supports: all of these are tested.
pub const SERIES_WITH_SCHED_EXT: [&str; 5] = ["6.16", "6.17", "6.18", "7.0", "7.3"];

/// Kernels on which a scheduler cannot run: one without sched_ext, and two of
/// Debian's whose type information lacks functions. They are for its message.
pub const SERIES_WITHOUT: [&str; 3] = ["6.12", "7.1.13", "7.2.12"];

/// Where Debian keeps kernels of many series side by side.
pub const SUITES: &[&str] = &["trixie", "trixie-backports"];

/// What the releases of these kernels end in: few drivers, quick to boot.
const FLAVOUR: &str = "cloud-amd64";

/// A kernel that can be booted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kernel {
    /// What `uname -r` says in it.
    pub release: String,
    /// The compressed image.
    pub image: PathBuf,
    /// Its configuration; libbpf wants it where a program asks for CONFIG values.
    pub config: Option<PathBuf>,
}

impl Kernel {
    /// Finds a kernel by path, by series ("6.18": the newest of it) or by exact
    /// version ("6.18.15"). Fetches it if it is not in the cache, or if `update`
    /// says that a newer one is to be looked for.
    pub fn resolve(wanted: &str, update: bool) -> Result<Self> {
        if wanted.contains('/') || Path::new(wanted).is_file() {
            return Self::from_path(Path::new(wanted));
        }
        if Version::parse(wanted).is_none() {
            bail!(
                "--kernel {wanted}: neither a file nor a series such as {DEFAULT_SERIES}; \
                 give one of them"
            );
        }
        if std::env::consts::ARCH != "x86_64" {
            bail!(
                "test kernels are fetched for x86_64 only and this machine is {}; \
                 give a kernel image with --kernel PATH",
                std::env::consts::ARCH
            );
        }
        let cache = crate::cache::directory("kernels")?;
        if !update && let Some(kernel) = cached(&cache, wanted) {
            return Ok(kernel);
        }
        fetch(&cache, wanted)
    }

    fn from_path(image: &Path) -> Result<Self> {
        let release = release_of(image)
            .with_context(|| format!("--kernel {}: cannot be booted", image.display()))?;
        let directory = image.parent().unwrap_or(Path::new("."));
        let name = format!("config-{release}");
        let config = [
            directory.join(&name),
            directory.join("config"),
            Path::new("/boot").join(&name),
        ]
        .into_iter()
        .find(|path| path.is_file());
        if config.is_none() {
            step(&format!(
                "no {name} beside the kernel image: \
                 programs that ask for CONFIG values will not load"
            ));
        }
        Ok(Self {
            release,
            image: image.to_owned(),
            config,
        })
    }

    fn from_cache(cache: &Path, release: &str) -> Option<Self> {
        let directory = cache.join(release);
        let image = directory.join("vmlinuz");
        let config = directory.join("config");
        image.is_file().then(|| Self {
            release: release.to_owned(),
            image,
            config: config.is_file().then_some(config),
        })
    }
}

/// The numbers a kernel version starts with, for comparing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version(Vec<u32>);

impl Version {
    /// Reads "6.18", "6.18.15" or "6.18.15+deb13-cloud-amd64".
    fn parse(text: &str) -> Option<Self> {
        let end = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        let numbers: Option<Vec<u32>> = text[..end].split('.').map(|n| n.parse().ok()).collect();
        numbers.filter(|numbers| numbers.len() >= 2).map(Self)
    }

    /// Whether `self` is `series` or a version of it.
    fn is_of(&self, series: &Self) -> bool {
        self.0.starts_with(&series.0)
    }
}

/// What to sort series by: the older comes first, and before all of them what is
/// no series (a path).
pub fn series_order(series: &str) -> impl Ord + use<> {
    Version::parse(series)
}

/// The newest of `releases` that is of the series (or is the version) `wanted`.
fn newest<'a>(releases: impl Iterator<Item = &'a str>, wanted: &str) -> Option<&'a str> {
    let series = Version::parse(wanted)?;
    releases
        .filter_map(|release| Some((Version::parse(release)?, release)))
        .filter(|(version, _)| version.is_of(&series))
        .max()
        .map(|(_, release)| release)
}

fn cached(cache: &Path, wanted: &str) -> Option<Kernel> {
    let releases: Vec<String> = fs::read_dir(cache)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        // What starts with a dot is being fetched.
        .filter(|name| !name.starts_with('.'))
        .collect();
    let release = newest(releases.iter().map(String::as_str), wanted)?;
    Kernel::from_cache(cache, release)
}

fn fetch(cache: &Path, wanted: &str) -> Result<Kernel> {
    step(&format!(
        "looking for a kernel {wanted} in Debian {}",
        SUITES.join(" and ")
    ));
    let apt = Apt::with_suites(SUITES)?;
    let names = apt.names(&format!("^linux-(image|binary|base)-[0-9.]+.*{FLAVOUR}$"))?;
    let releases = names
        .iter()
        .filter_map(|name| name.strip_prefix("linux-image-"));
    let Some(release) = newest(releases.clone(), wanted) else {
        bail!(
            "Debian has no kernel {wanted} (any more); it has: {}",
            series_of(releases)
        );
    };
    if let Some(kernel) = Kernel::from_cache(cache, release) {
        return Ok(kernel);
    }
    step(&format!("fetching Linux {release}"));
    // Up to 6.18 the image package holds everything; later it is split up.
    let has = |name: &String| names.contains(name);
    let mut packages: Vec<String> = ["binary", "base"]
        .map(|part| format!("linux-{part}-{release}"))
        .into_iter()
        .filter(has)
        .collect();
    if !has(&format!("linux-binary-{release}")) {
        packages.push(format!("linux-image-{release}"));
    }
    let unpacked = tempfile::Builder::new()
        .prefix(".fetch-")
        .tempdir_in(cache)?;
    let package_names: Vec<&str> = packages.iter().map(String::as_str).collect();
    apt.unpack(&package_names, unpacked.path())?;
    keep(cache, release, unpacked.path())
}

/// Moves image and configuration of an unpacked package into the cache.
fn keep(cache: &Path, release: &str, unpacked: &Path) -> Result<Kernel> {
    let modules = unpacked.join("usr/lib/modules").join(release);
    let find = |name: &str| {
        [
            unpacked.join("boot").join(format!("{name}-{release}")),
            modules.join(name),
        ]
        .into_iter()
        .find(|path| path.is_file())
    };
    let image = find("vmlinuz")
        .with_context(|| format!("the packages of Linux {release} hold no vmlinuz"))?;
    let kept = tempfile::Builder::new()
        .prefix(".keep-")
        .tempdir_in(cache)?;
    fs::copy(image, kept.path().join("vmlinuz"))?;
    let config = match find("config") {
        Some(config) => config,
        None => stand_in_config(release)?,
    };
    fs::copy(config, kept.path().join("config"))?;
    let target = crate::cache::keep(kept, &cache.join(release))?;
    Kernel::from_cache(cache, release)
        .with_context(|| format!("cannot keep the kernel in {}", target.display()))
}

/// The default kernel's configuration, for one whose own Debian has no more: of
/// superseded kernels it keeps the image only. What programs ask for (CONFIG_HZ)
/// is the same in all of this flavour.
fn stand_in_config(release: &str) -> Result<PathBuf> {
    let kernel = Kernel::resolve(DEFAULT_SERIES, false)?;
    step(&format!(
        "Debian has no configuration of Linux {release}; taking that of {}",
        kernel.release
    ));
    kernel
        .config
        .with_context(|| format!("Linux {} has no configuration either", kernel.release))
}

/// The series among `releases`, for an error message.
fn series_of<'a>(releases: impl Iterator<Item = &'a str>) -> String {
    let mut series: Vec<Version> = releases
        .filter_map(Version::parse)
        .map(|Version(numbers)| Version(numbers[..2].to_vec()))
        .collect();
    series.sort();
    series.dedup();
    let names = series.iter().map(|v| format!("{}.{}", v.0[0], v.0[1]));
    names.collect::<Vec<_>>().join(", ")
}

/// Reads the release from an x86 kernel image ("bzImage"): its header says where
/// the version text is (the kernel's Documentation/arch/x86/boot.rst).
fn release_of(image: &Path) -> Result<String> {
    const MAGIC_AT: u64 = 0x202;
    const MAGIC: &[u8] = b"HdrS";
    const VERSION_POINTER_AT: u64 = 0x20e;
    /// The pointer counts from the end of the boot sector.
    const BOOT_SECTOR_BYTES: u64 = 0x200;

    let mut file = fs::File::open(image).context("it cannot be opened; check the path")?;
    let mut magic = [0; 4];
    file.seek(SeekFrom::Start(MAGIC_AT))?;
    let is_image = file.read_exact(&mut magic).is_ok() && magic == MAGIC;
    if !is_image {
        bail!(
            "it is not a bootable x86 kernel image; \
             give a vmlinuz or bzImage, not an uncompressed vmlinux"
        );
    }
    let mut pointer = [0; 2];
    file.seek(SeekFrom::Start(VERSION_POINTER_AT))?;
    file.read_exact(&mut pointer)?;
    let at = BOOT_SECTOR_BYTES + u64::from(u16::from_le_bytes(pointer));
    file.seek(SeekFrom::Start(at))?;
    let mut text = Vec::new();
    file.take(128).read_to_end(&mut text)?;
    let text = String::from_utf8_lossy(&text);
    let release = text
        .split([' ', '\0'])
        .next()
        .filter(|release| Version::parse(release).is_some());
    release
        .map(str::to_owned)
        .context("its header names no version")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_of_a_series_is_chosen() {
        let releases = [
            "6.18.9+deb13-cloud-amd64",
            "6.18.15+deb13-cloud-amd64",
            "6.1.170-cloud-amd64",
            "7.3.4+deb13-cloud-amd64",
        ];
        let newest = |wanted| newest(releases.into_iter(), wanted);
        assert_eq!(newest("6.18"), Some("6.18.15+deb13-cloud-amd64"));
        assert_eq!(newest("6.18.9"), Some("6.18.9+deb13-cloud-amd64"));
        assert_eq!(newest("6.1"), Some("6.1.170-cloud-amd64"));
        assert_eq!(newest("6.17"), None);
        assert_eq!(newest("six"), None);
    }

    #[test]
    fn available_series_are_listed_in_order() {
        let releases = ["7.0.4+x", "6.18.15+x", "6.18.9+x"];
        assert_eq!(series_of(releases.into_iter()), "6.18, 7.0");
    }

    #[test]
    fn the_release_is_read_from_the_image() {
        let mut image = vec![0u8; 0x400];
        image[0x202..0x206].copy_from_slice(b"HdrS");
        image[0x20e..0x210].copy_from_slice(&0x100u16.to_le_bytes());
        let text = b"6.18.15+deb13-cloud-amd64 (debian-kernel@) #1\0";
        image[0x300..0x300 + text.len()].copy_from_slice(text);
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), &image).unwrap();
        assert_eq!(
            release_of(file.path()).unwrap(),
            "6.18.15+deb13-cloud-amd64"
        );
        fs::write(file.path(), b"\x7fELF").unwrap();
        assert!(release_of(file.path()).is_err());
    }
}
