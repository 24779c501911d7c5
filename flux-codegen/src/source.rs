//! Where a piece of annotated Rust comes from.
//!
//! Spans know lines and columns but not, portably, a path: the build script and the macro tell
//! it here, once per file, and every diagnostic and `#line` repeats it.

/// The file and crate of one annotated module or `hierarchy!` call.
///
/// ```
/// use flux_codegen::source::SourceFile;
///
/// let file = SourceFile::new("schedulers/src/biff.rs", "flux_schedulers");
/// assert_eq!(file.path_for_line, "schedulers/src/biff.rs");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path as `#line` and diagnostics show it, relative to the workspace where possible, so
    /// that the generated C is the same on every machine.
    pub path_for_line: String,
    /// The crate's name as it appears in paths (`flux_schedulers`); tells two types of the same
    /// name apart.
    pub crate_name: String,
}

impl SourceFile {
    /// Names a file of a crate.
    pub fn new(path_for_line: impl Into<String>, crate_name: impl Into<String>) -> SourceFile {
        SourceFile {
            path_for_line: path_for_line.into(),
            crate_name: crate_name.into(),
        }
    }
}
