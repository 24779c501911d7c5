//! Tools that an old Debian has in versions too old for us, while its backports
//! have good ones: unpacked into the cache, so that nothing of the machine's own
//! changes.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::apt::Apt;
use crate::packages;
use crate::progress::step;

/// The Debian whose tools are too old.
const OLD_DEBIAN: &str = "bookworm";

/// A tool from the backports, where it was unpacked.
#[derive(Clone, Debug)]
pub struct Unpacked {
    root: PathBuf,
}

impl Unpacked {
    /// The `package` from the backports, fetched if it is not in the cache. None
    /// where this machine does not need them.
    ///
    /// # Errors
    ///
    /// When it cannot be fetched; the machine's own tool may do, then.
    pub fn get(package: &str) -> Result<Option<Self>> {
        if !packages::is_debian(OLD_DEBIAN) || std::env::consts::ARCH != "x86_64" {
            return Ok(None);
        }
        let cache = crate::cache::directory("backports")?;
        let root = cache.join(format!("{package}-{OLD_DEBIAN}"));
        if !root.is_dir() {
            let suite = format!("{OLD_DEBIAN}-backports");
            step(&format!(
                "fetching {package} from {suite} into the cache; nothing is installed"
            ));
            let apt = Apt::with_suites(&[OLD_DEBIAN, &suite])?;
            let unpacked = tempfile::Builder::new()
                .prefix(".fetch-")
                .tempdir_in(&cache)?;
            apt.unpack_with_dependencies(package, &suite, unpacked.path())?;
            crate::cache::keep(unpacked, &root)?;
        }
        Ok(Some(Self { root }))
    }

    /// Where a file of the package is, given its path when installed.
    pub fn path(&self, installed: &str) -> PathBuf {
        self.root.join(installed.trim_start_matches('/'))
    }

    /// Lets `command` find the libraries that came with it.
    pub fn apply(&self, command: &mut Command) {
        let [usr, top] =
            ["/usr/lib", "/lib"].map(|directory| self.path(directory).join("x86_64-linux-gnu"));
        let path = format!("{}:{}", usr.display(), top.display());
        command.env("LD_LIBRARY_PATH", path);
    }
}

/// bpftool: 7.1 of Debian 12 knows neither sleepable struct_ops programs nor
/// `.struct_ops.link`, which every scheduler of today has.
pub fn bpftool() -> Result<PathBuf> {
    let installed = packages::program("bpftool");
    match Unpacked::get("bpftool") {
        Ok(Some(unpacked)) => {
            let program = unpacked.path("/usr/sbin/bpftool");
            if runs(&program) {
                return Ok(program);
            }
        }
        Ok(None) => {}
        Err(error) => step(&format!("no newer bpftool from backports: {error:#}")),
    }
    installed.context("bpftool is not installed; install the package bpftool")
}

fn runs(program: &Path) -> bool {
    let output = Command::new(program).arg("version").output();
    output.is_ok_and(|output| output.status.success())
}
