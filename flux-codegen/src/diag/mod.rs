//! Diagnostics: what is wrong, where, and what to write instead.
//!
//! Every error of the front end is a [`Problem`] at a span. All problems of a run are collected in
//! one [`Diagnostics`] and reported together. Nothing here prints: the macro turns diagnostics into
//! `compile_error!`, the build script writes them as [`records`] and to its own output.

mod problem;
pub mod records;

pub use problem::{ALL_IDS, Problem};

use crate::source::SourceFile;
use proc_macro2::Span;
use std::fmt;

/// One error, located.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Stable kebab-case name of the rule, such as `lock-nested`.
    pub id: &'static str,
    /// What is wrong, one sentence without a final stop.
    pub message: String,
    /// What to do about it, an imperative clause.
    pub remedy: String,
    /// The smallest token that shows the error.
    pub span: Span,
    /// The file as [`SourceFile::path_for_line`] names it.
    pub file: String,
    /// First line, 1-based.
    pub line: usize,
    /// First column, 1-based, in characters.
    pub column: usize,
    /// Last line, 1-based.
    pub end_line: usize,
    /// Column behind the last character, 1-based.
    pub end_column: usize,
}

impl Diagnostic {
    /// Locates a problem.
    pub fn new(problem: &Problem, span: Span, file: &SourceFile) -> Diagnostic {
        let (start, end) = (span.start(), span.end());
        Diagnostic {
            id: problem.id(),
            message: problem.message(),
            remedy: problem.remedy(),
            span,
            file: file.path_for_line.clone(),
            line: start.line,
            column: start.column + 1,
            end_line: end.line,
            end_column: end.column + 1,
        }
    }

    /// Message and remedy as one text, the way the compiler shows it.
    pub fn text(&self) -> String {
        format!(
            "{}\n  help: {} [flux::{}]",
            self.message, self.remedy, self.id
        )
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: error: {}",
            self.file,
            self.line,
            self.column,
            self.text()
        )
    }
}

/// All errors of a run. Never empty inside an `Err`.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Diagnostics {
        Diagnostics::default()
    }

    /// Adds a problem, unless the same one is already noted at the same place.
    pub fn add(&mut self, problem: &Problem, span: Span, file: &SourceFile) {
        self.push(Diagnostic::new(problem, span, file));
    }

    fn push(&mut self, new: Diagnostic) {
        let same = |old: &Diagnostic| {
            old.id == new.id
                && old.file == new.file
                && (old.line, old.column) == (new.line, new.column)
                && old.message == new.message
        };
        if !self.list.iter().any(same) {
            self.list.push(new);
        }
    }

    /// Takes over what another step found.
    pub fn append(&mut self, other: Diagnostics) {
        for diagnostic in other.list {
            self.push(diagnostic);
        }
    }

    /// Orders the errors as a reader meets their places, file by file.
    pub fn sort(&mut self) {
        self.list
            .sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many were found.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The errors in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// `value` if nothing was found, else everything that was.
    ///
    /// # Errors
    /// The diagnostics themselves.
    pub fn into_result<T>(mut self, value: T) -> Result<T, Diagnostics> {
        self.sort();
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in self {
            writeln!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}
