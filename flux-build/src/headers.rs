//! The C headers that generated code includes: flux's own and libbpf's.
//!
//! flux's are part of this package. libbpf's come from the copy of libbpf that
//! `flux-runtime` links, which hands its place on through cargo (`DEP_…`): a
//! build-dependency on libbpf would compile it a second time for every user.

use crate::clang::join;
use crate::error::Error;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// How cargo passes on what `flux-runtime`'s build script says.
const FROM_RUNTIME: &str = "DEP_FLUX_BPF_INCLUDE";

/// For builds that have no `flux-runtime`: a folder with `bpf/bpf_helpers.h`.
pub(crate) const BY_HAND: &str = "BPF_INCLUDE";

/// Folders to search.
#[derive(Clone, Debug)]
pub struct Headers {
    flux: PathBuf,
    libbpf: PathBuf,
}

impl Headers {
    /// Those of this build.
    ///
    /// # Errors
    /// If nothing says where libbpf's are.
    pub fn of_build() -> Result<Headers, Error> {
        let libbpf = std::env::var_os(FROM_RUNTIME).or_else(|| std::env::var_os(BY_HAND));
        libbpf
            .map(|libbpf| Headers::with_libbpf(Path::new(&libbpf)))
            .ok_or(Error::NoLibbpfHeaders)
    }

    /// flux's own, and libbpf's from this folder.
    pub fn with_libbpf(libbpf: &Path) -> Headers {
        Headers {
            flux: Headers::flux().to_owned(),
            libbpf: libbpf.to_owned(),
        }
    }

    /// The folder that holds `flux/flux.bpf.h`. Headers in it can be used by any
    /// BPF program.
    pub fn flux() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/bpf"))
    }

    pub(crate) fn flags(&self) -> [OsString; 4] {
        let renamed = |dir: &Path, name: &str| {
            let mut argument = join("-ffile-prefix-map=", dir);
            argument.push(format!("={name}"));
            argument
        };
        // `-isystem`: warnings in libbpf's headers are not ours to mend.
        [
            join("-I", &self.flux),
            join("-isystem", &self.libbpf),
            renamed(&self.flux, "flux-build/bpf"),
            renamed(&self.libbpf, "libbpf"),
        ]
    }
}
