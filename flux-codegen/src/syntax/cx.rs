//! What every parsing function carries: the file, and the errors found so far.

use crate::diag::{Diagnostics, Problem};
use crate::source::SourceFile;
use proc_macro2::{Ident, Span};

/// How deep expressions, types and patterns may nest. Far above what anyone writes, far below what
/// the recursion of the front end can take.
const MAX_DEPTH: usize = 96;

/// Parsing context.
pub(super) struct Cx<'a> {
    pub(super) file: &'a SourceFile,
    pub(super) out: Diagnostics,
    /// Type parameters of the item that is read; each was reported where it is declared.
    pub(super) type_params: Vec<String>,
    depth: usize,
}

impl<'a> Cx<'a> {
    pub(super) fn new(file: &'a SourceFile) -> Cx<'a> {
        Cx {
            file,
            out: Diagnostics::new(),
            type_params: Vec::new(),
            depth: 0,
        }
    }

    pub(super) fn error(&mut self, span: Span, problem: Problem) {
        self.out.add(&problem, span, self.file);
    }

    /// A construct of Rust that the language leaves out.
    pub(super) fn unsupported(&mut self, span: Span, construct: &str, instead: &str) {
        let problem = Problem::Construct {
            construct: construct.to_owned(),
            instead: instead.to_owned(),
        };
        self.error(span, problem);
    }

    /// Runs `parse` one level deeper, or reports that the nesting is too deep.
    pub(super) fn nested<T>(
        &mut self,
        span: Span,
        parse: impl FnOnce(&mut Cx<'a>) -> T,
    ) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            let construct = format!("nesting more than {MAX_DEPTH} levels deep");
            self.unsupported(
                span,
                &construct,
                "split it up with `let` or a helper function",
            );
            return None;
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        Some(parsed)
    }

    /// A name that C will see.
    pub(super) fn check_name(&mut self, name: &Ident) {
        let text = name.to_string();
        if !text.is_ascii() || text.starts_with("r#") {
            self.error(name.span(), Problem::NameNotPlain { name: text });
        }
    }
}
