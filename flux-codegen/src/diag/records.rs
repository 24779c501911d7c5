//! The file through which the build script hands its errors to the `hierarchy!` macro.
//!
//! One line per error, fields divided by tabs: line, column, end line, end column (all 1-based),
//! file, id, message, remedy. Tabs, newlines and backslashes inside a field are escaped.

use super::Diagnostics;

/// One error as read back. Positions are 1-based like those of [`super::Diagnostic`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// First line.
    pub line: usize,
    /// First column.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// Column behind the last character.
    pub end_column: usize,
    /// The file as `#line` names it.
    pub file: String,
    /// Stable name of the rule.
    pub id: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// The name of the errors file of a hierarchy, given [`crate::Hierarchy::file_stem`].
pub fn file_name(stem: &str) -> String {
    format!("{stem}.flux-errors")
}

/// The whole file for these errors.
pub fn write(diagnostics: &Diagnostics) -> String {
    let mut out = String::new();
    for d in diagnostics {
        let numbers = [d.line, d.column, d.end_line, d.end_column].map(|n| n.to_string());
        let texts = [d.file.as_str(), d.id, &d.message, &d.remedy].map(escape);
        out.push_str(&numbers.join("\t"));
        out.push('\t');
        out.push_str(&texts.join("\t"));
        out.push('\n');
    }
    out
}

/// Reads what [`write()`] wrote; lines that do not fit are left out.
pub fn read(text: &str) -> Vec<Record> {
    text.lines().filter_map(read_line).collect()
}

fn read_line(line: &str) -> Option<Record> {
    let mut fields = line.split('\t');
    let mut number = || fields.next()?.parse().ok();
    let (line, column, end_line, end_column) = (number()?, number()?, number()?, number()?);
    let mut text = || fields.next().map(unescape);
    Some(Record {
        line,
        column,
        end_line,
        end_column,
        file: text()?,
        id: text()?,
        message: text()?,
        remedy: text()?,
    })
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\t', "\\t")
        .replace('\n', "\\n")
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            (c, false) => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Problem;
    use crate::source::SourceFile;

    #[test]
    fn what_is_written_is_read_back() {
        let mut all = Diagnostics::new();
        let file = SourceFile::new("src\\odd\tname.rs", "x");
        let problem = Problem::Syntax {
            error: "two\nlines\t\\n".into(),
        };
        all.add(&problem, proc_macro2::Span::call_site(), &file);
        let records = read(&write(&all));
        let [record] = records.as_slice() else {
            panic!("one record, got {records:?}")
        };
        assert_eq!(record.file, "src\\odd\tname.rs");
        assert_eq!(record.message, problem.message());
        assert_eq!(record.id, "syntax");
    }

    #[test]
    fn damaged_lines_are_left_out() {
        assert_eq!(read("nonsense\n1\t2\t3\n"), []);
    }
}
