//! Text with lines: indentation, `#line`, wrapping.

/// Where lines of functions and their parameters are broken.
const MAX_COLUMN: usize = 120;

/// Where lines of comments are broken.
const COMMENT_COLUMN: usize = 100;

/// Columns of a tab.
const TAB: usize = 8;

/// Collects the program and knows what line a reader of the debug information sees.
#[derive(Debug, Default)]
pub(super) struct Writer {
    text: String,
    /// Lines written so far.
    lines: usize,
    /// What the next line counts as, after a `#line`.
    mapped: Option<(String, usize)>,
    pub(super) indent: usize,
}

impl Writer {
    /// Writes one line, indented; an empty one as it is.
    pub(super) fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n('\t', self.indent));
            self.text.push_str(line);
        }
        self.end_line();
    }

    /// Writes a line of the preprocessor, at the margin.
    fn directive(&mut self, line: &str) {
        self.text.push_str(line);
        self.end_line();
    }

    fn end_line(&mut self) {
        self.text.push('\n');
        self.lines += 1;
        if let Some((_, line)) = &mut self.mapped {
            *line += 1;
        }
    }

    pub(super) fn blank(&mut self) {
        self.line("");
    }

    /// Makes the next line count as one of the Rust source.
    pub(super) fn at(&mut self, path: &str, line: usize) {
        let is_there = self
            .mapped
            .as_ref()
            .is_some_and(|(p, l)| p == path && *l == line);
        if !is_there && line > 0 {
            self.directive(&format!("#line {line} \"{}\"", string(path)));
            self.mapped = Some((path.to_owned(), line));
        }
    }

    /// The line of that file that the next line counts as.
    pub(super) fn counts_as(&self, path: &str) -> Option<usize> {
        let mapped = self.mapped.as_ref().filter(|(file, _)| file == path);
        mapped.map(|(_, line)| *line)
    }

    /// The lines of a condition between its start and end, broken behind `&&` and `||` if it is
    /// too long for one.
    pub(super) fn broken(&self, start: &str, condition: &str, end: &str) -> Vec<String> {
        let (tabs, blanks) = (start.len() / TAB, start.len() % TAB);
        let continued = format!("{}{}", "\t".repeat(tabs), " ".repeat(blanks));
        let room = MAX_COLUMN.saturating_sub(self.indent * TAB + end.len());
        let mut lines = Vec::new();
        let mut line = start.to_owned();
        let mut width = start.len();
        for (at, part) in operands(condition).into_iter().enumerate() {
            if at > 0 && width + part.len() > room {
                lines.push(line.trim_end().to_owned());
                line.clone_from(&continued);
                width = start.len();
            }
            line.push_str(part);
            width += part.len();
        }
        lines.push(line + end);
        lines
    }

    /// Makes lines count as what they are again.
    pub(super) fn at_itself(&mut self, file: &str) {
        if self.mapped.is_some() {
            let next = self.lines + 2;
            self.directive(&format!("#line {next} \"{file}\""));
            self.mapped = None;
        }
    }

    /// Writes a function's head, its parameters broken below the parenthesis.
    pub(super) fn head(&mut self, start: &str, params: &[String], end: &str) {
        let column = start.chars().count();
        let continued = format!("{}{}", "\t".repeat(column / TAB), " ".repeat(column % TAB));
        let mut line = start.to_owned();
        let mut width = column;
        for (at, param) in params.iter().enumerate() {
            let separator = if at + 1 == params.len() { "" } else { "," };
            let piece = format!("{param}{separator}");
            let behind = if at + 1 == params.len() { end.len() } else { 0 };
            if at > 0 && width + 1 + piece.len() + behind > MAX_COLUMN {
                self.line(&line);
                line = format!("{continued}{piece}");
                width = column + piece.len();
            } else {
                if at > 0 {
                    line.push(' ');
                    width += 1;
                }
                line.push_str(&piece);
                width += piece.len();
            }
        }
        line.push_str(end);
        self.line(&line);
    }

    /// Writes a comment of several lines.
    pub(super) fn comment(&mut self, paragraphs: &[String]) {
        self.line("/*");
        for paragraph in paragraphs {
            for line in wrap(&comment_text(paragraph)) {
                self.line(&format!(" * {line}"));
            }
        }
        self.line(" */");
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// The operands of the outermost `&&` or `||`, each with what follows it.
fn operands(condition: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let mut start = 0;
    let mut parts = Vec::new();
    for (at, c) in condition.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let rest = condition.get(at..).unwrap_or_default();
        if depth == 0 && (rest.starts_with("&& ") || rest.starts_with("|| ")) {
            let end = at + "&& ".len();
            parts.extend(condition.get(start..end));
            start = end;
        }
    }
    parts.extend(condition.get(start..));
    parts
}

fn wrap(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else {
            continue;
        };
        if !line.is_empty() && line.len() + 1 + word.len() > COMMENT_COLUMN {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// Text that can stand in a C comment.
pub(super) fn comment_text(text: &str) -> String {
    text.replace("*/", "* /")
        .replace("/*", "/ *")
        .replace(['\n', '\r'], " ")
}

/// Text that can stand between double quotes in C.
pub(super) fn string(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '?' => out.push_str("\\?"),
            ' '..='~' => out.push(c),
            // The kernel takes plain ASCII in messages only.
            _ => out.push('_'),
        }
    }
    out
}

/// Text that can be a message's format: nothing in it is a conversion.
pub(super) fn message(text: &str) -> String {
    string(text).replace('%', "%%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_comment_or_string() {
        assert_eq!(comment_text("a */ b /* c\nd"), "a * / b / * c d");
        assert_eq!(string("a\"b\\c\u{e9}"), "a\\\"b\\\\c_");
        assert_eq!(message("100%"), "100%%");
    }

    #[test]
    fn a_long_condition_is_broken_behind_its_operators() {
        let writer = Writer::default();
        let short = writer.broken("if (", "a(b && c) && d", ") {");
        assert_eq!(short, ["if (a(b && c) && d) {"]);
        let a = "a".repeat(70);
        let long = writer.broken("if (", &format!("{a}(x || y) || {a}"), ")");
        assert_eq!(long, [format!("if ({a}(x || y) ||"), format!("    {a})")]);
    }

    #[test]
    fn a_line_directive_is_written_only_when_lines_part() {
        let mut writer = Writer::default();
        writer.at("a.rs", 5);
        writer.line("x;");
        writer.at("a.rs", 6);
        writer.line("y;");
        writer.at_itself("a.c");
        writer.line("z;");
        assert_eq!(
            writer.finish(),
            "#line 5 \"a.rs\"\nx;\ny;\n#line 5 \"a.c\"\nz;\n"
        );
    }
}
