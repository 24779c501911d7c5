//! Diagnostics as `compile_error!`, and records of the build script found again in the tokens.

use flux_codegen::diag::Problem;
use flux_codegen::diag::records::Record;
use flux_codegen::{Diagnostic, Diagnostics, SourceFile};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote_spanned;

/// A compile error with this text at this place.
pub(crate) fn compile_error(span: Span, text: &str) -> TokenStream {
    quote_spanned! { span=> ::core::compile_error! { #text } }
}

/// What an editor (rust-analyzer) puts where a name is still to be typed. It says itself that one is
/// missing; what flux would say of this one helps nobody.
const NAME_TO_COME: &str = "__ra_fixup";

/// One compile error for each diagnostic.
pub(crate) fn all(diagnostics: &Diagnostics) -> TokenStream {
    let said = |diagnostic: &&Diagnostic| !diagnostic.message.contains(NAME_TO_COME);
    diagnostics.iter().filter(said).map(one).collect()
}

/// A problem that the macro itself found.
pub(crate) fn problem(span: Span, problem: &Problem) -> TokenStream {
    one(&Diagnostic::new(problem, span, &SourceFile::new("", "")))
}

fn one(diagnostic: &Diagnostic) -> TokenStream {
    compile_error(diagnostic.span, &diagnostic.text())
}

/// The span of the token at which a record points, if it is one of `tokens` in this file.
pub(crate) fn find(record: &Record, tokens: &TokenStream, file: &str) -> Option<Span> {
    let name = |path: &str| {
        path.rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    if name(&record.file) != name(file) {
        return None;
    }
    find_token(record, tokens.clone())
}

fn find_token(record: &Record, tokens: TokenStream) -> Option<Span> {
    for token in tokens {
        let start = token.span().start();
        if (start.line, start.column + 1) == (record.line, record.column) {
            return Some(token.span());
        }
        if let TokenTree::Group(group) = token {
            let inside = find_token(record, group.stream());
            if inside.is_some() {
                return inside;
            }
        }
    }
    None
}

/// The text of a record as the compiler shows it.
pub(crate) fn record_text(record: &Record) -> String {
    format!(
        "{}\n  help: {} [flux::{}]",
        record.message, record.remedy, record.id
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(line: usize, column: usize, file: &str) -> Record {
        Record {
            line,
            column,
            end_line: line,
            end_column: column + 1,
            file: file.into(),
            id: "role-unknown".into(),
            message: "message".into(),
            remedy: "remedy".into(),
        }
    }

    #[test]
    fn a_record_is_found_at_its_token_only() {
        let tokens: TokenStream = "Hello = roci { primary: biff };".parse().expect("tokens");
        let found = find(&record(1, 16, "a/src/main.rs"), &tokens, "src/main.rs");
        assert_eq!(found.map(|span| span.start().column), Some(15));
        assert!(find(&record(1, 17, "src/main.rs"), &tokens, "src/main.rs").is_none());
        assert!(find(&record(1, 16, "src/other.rs"), &tokens, "src/main.rs").is_none());
    }
}
