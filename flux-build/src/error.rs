//! What stops a build, each with the sentence that the user reads.

use std::fmt;
use std::path::PathBuf;

/// Why no object was made. The text says what to do; it is one line, because
/// cargo shows build-script errors line by line.
#[derive(Debug)]
pub enum Error {
    /// A variable that cargo gives to build scripts is missing.
    NotABuildScript(&'static str),
    /// Cargo could not describe the package.
    Metadata(String),
    /// A file could not be read or written.
    Io {
        /// What was to be done with it: `read`, `write`, …
        doing: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// No clang at all, or none that is new enough.
    NoClang {
        /// What was tried and what each of them was.
        tried: Vec<String>,
    },
    /// `BPF_CLANG` names something that cannot be used.
    BadClang {
        /// Its value.
        value: String,
        /// What is wrong with it.
        why: String,
    },
    /// The folder of libbpf's headers is not known.
    NoLibbpfHeaders,
    /// Two hierarchies of one package would leave the same files.
    SameName {
        /// The files' stem.
        stem: String,
        /// Where they are, as `file:line`.
        places: [String; 2],
    },
    /// A guard that is to be left out does not exist.
    UnknownGuard {
        /// As it was written.
        name: String,
        /// Those that exist.
        known: Vec<String>,
    },
    /// The generated C does not compile.
    Clang(Box<ClangFailure>),
}

/// What clang said about a generated file.
#[derive(Debug)]
pub struct ClangFailure {
    /// The hierarchy's name as the user wrote it.
    pub hierarchy: String,
    /// First error that clang reports: where (`file:line`; the Rust source, if
    /// the generated C has a `#line` there) and what.
    pub first: Option<(String, String)>,
    /// The generated C.
    pub source: PathBuf,
    /// Everything clang said.
    pub log: PathBuf,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotABuildScript(name) => write!(
                f,
                "flux_build::build() must be called from a build script: {name} is not set; \
                 write `fn main() {{ flux_build::build() }}` in build.rs"
            ),
            Error::Metadata(words) => {
                write!(f, "flux could not read the package's description: {words}")
            }
            Error::Io { doing, path, error } => {
                write!(f, "flux could not {doing} {}: {error}", path.display())
            }
            Error::NoClang { tried } => write!(
                f,
                "flux needs clang {} or newer to compile for BPF and found {}; install it (Debian, Ubuntu: \
                 apt-get install clang-19, Fedora: dnf install clang, Arch: pacman -S clang) or set BPF_CLANG \
                 to its path",
                crate::clang::OLDEST,
                if tried.is_empty() {
                    "none".to_owned()
                } else {
                    format!("only {}", tried.join(", "))
                },
            ),
            Error::BadClang { value, why } => write!(
                f,
                "BPF_CLANG is `{value}`, which {why}; set it to the path of clang {} or newer, or unset it",
                crate::clang::OLDEST,
            ),
            Error::UnknownGuard { name, known } => write!(
                f,
                "FLUX_TEST_WITHOUT names `{name}`, which is no guard of flux; there are {}",
                known.join(", ")
            ),
            Error::NoLibbpfHeaders => write!(
                f,
                "flux does not know where libbpf's headers are; the package must depend on `flux-runtime` \
                 directly (in [dependencies]), which brings them, or BPF_INCLUDE must name a folder with \
                 bpf/bpf_helpers.h in it"
            ),
            Error::SameName {
                stem,
                places: [one, other],
            } => write!(
                f,
                "two hierarchies would both be written to {stem}.bpf.o: {one} and {other}; rename one of them"
            ),
            Error::Clang(failure) => failure.fmt(f),
        }
    }
}

impl fmt::Display for ClangFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the C that flux generated for `{}` does not compile. ",
            self.hierarchy
        )?;
        match &self.first {
            Some((place, what)) => write!(f, "It comes from {place}, where clang says: {what}. ")?,
            None => write!(f, "clang names no place. ")?,
        }
        write!(
            f,
            "This is a bug of flux, not of your code: please report it and attach {} and {}",
            self.source.display(),
            self.log.display()
        )
    }
}

impl std::error::Error for Error {}

impl Error {
    /// For `map_err` on file operations.
    pub fn io(doing: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.to_owned();
        move |error| Error::Io { doing, path, error }
    }
}
