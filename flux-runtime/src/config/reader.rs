//! Reading a TOML document by hand, so that all that is wrong is said at once, each
//! with its line and column.
//!
//! `serde` would stop at the first mistake. What is allowed where is known to the
//! modules beside this one.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How much of a wrong word and a right one must be the same to offer the right one.
const SIMILAR: f64 = 0.7;

/// Something that is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The key, with those of the tables around it; empty where it is about none.
    pub key: String,
    /// What is wrong, and what would be right.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line, column, key, ..
        } = self;
        write!(f, "{line}:{column}: ")?;
        if !key.is_empty() {
            write!(f, "{key}: ")?;
        }
        f.write_str(&self.text)
    }
}

/// A value, and the key that it belongs to.
#[derive(Clone, Debug)]
pub struct Entry<'t> {
    /// The key, with those of the tables around it.
    pub path: String,
    /// The key's last word.
    pub key: &'t str,
    /// Where the key stands.
    pub key_span: Range<usize>,
    /// Its value.
    pub value: &'t Spanned<DeValue<'t>>,
}

impl Entry<'_> {
    /// Where the value stands.
    pub fn span(&self) -> Range<usize> {
        self.value.span()
    }
}

/// Collects what is wrong.
#[derive(Debug)]
pub struct Reader<'t> {
    text: &'t str,
    problems: Vec<Problem>,
}

impl<'t> Reader<'t> {
    /// Reads nothing yet.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            problems: Vec::new(),
        }
    }

    /// What was found, in the order of the file.
    pub fn finish(mut self) -> Vec<Problem> {
        self.problems
            .sort_by_key(|problem| (problem.line, problem.column));
        self.problems
    }

    /// Notes a problem.
    pub fn problem(&mut self, span: &Range<usize>, key: &str, text: impl Into<String>) {
        let (line, column) = place(self.text, span.start);
        self.problems.push(Problem {
            line,
            column,
            key: key.to_owned(),
            text: text.into(),
        });
    }

    /// Notes a problem of an entry's value.
    pub fn wrong(&mut self, entry: &Entry<'_>, text: impl Into<String>) {
        self.problem(&entry.span(), &entry.path, text);
    }

    /// Notes a key that there is not.
    pub fn unknown<'w>(
        &mut self,
        entry: &Entry<'_>,
        what: &str,
        known: impl IntoIterator<Item = &'w str>,
    ) {
        let known: Vec<&str> = known.into_iter().collect();
        let text = format!(
            "there is no {what} `{}`; {}",
            entry.key,
            offer(entry.key, &known)
        );
        self.problem(&entry.key_span, &entry.path, text);
    }

    /// The line of a place.
    pub fn line(&self, span: &Range<usize>) -> usize {
        place(self.text, span.start).0
    }

    /// The entries of a table that may stand anywhere in the file.
    pub fn entries(&self, around: &str, table: &'t DeTable<'t>) -> Vec<Entry<'t>> {
        let mut entries: Vec<Entry<'t>> = table
            .iter()
            .map(|(key, value)| {
                let name: &str = key.get_ref();
                Entry {
                    path: join(around, name),
                    key: name,
                    key_span: key.span(),
                    value,
                }
            })
            .collect();
        entries.sort_by_key(|entry| entry.key_span.start);
        entries
    }

    /// The entries of a value that is to be a table.
    pub fn table(&mut self, entry: &Entry<'t>) -> Vec<Entry<'t>> {
        match entry.value.get_ref().as_table() {
            Some(table) => self.entries(&entry.path, table),
            None => {
                let text = format!("write a table, `[{}]`{}", entry.path, instead(entry));
                self.wrong(entry, text);
                Vec::new()
            }
        }
    }

    /// A text.
    pub fn text(&mut self, entry: &Entry<'t>, example: &str) -> Option<&'t str> {
        let text = entry.value.get_ref().as_str();
        if text.is_none() {
            let text = format!("write a text, such as {example}{}", instead(entry));
            self.wrong(entry, text);
        }
        text
    }

    /// `true` or `false`.
    pub fn bool(&mut self, entry: &Entry<'t>) -> Option<bool> {
        let value = entry.value.get_ref().as_bool();
        if value.is_none() {
            let text = format!("write true or false{}", instead(entry));
            self.wrong(entry, text);
        }
        value
    }

    /// A whole number from `min` to `max`.
    pub fn integer(&mut self, entry: &Entry<'t>, min: i64, max: i64) -> Option<i64> {
        let value = integer_of(entry).filter(|value| (min..=max).contains(value));
        if value.is_none() {
            let text = format!("write a whole number from {min} to {max}{}", instead(entry));
            self.wrong(entry, text);
        }
        value
    }
}

/// A whole number of any size that a scheduler knows.
pub fn integer_of(entry: &Entry<'_>) -> Option<i64> {
    let integer = entry.value.get_ref().as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A value in one word, for a message: `, not a whole number`.
pub fn instead(entry: &Entry<'_>) -> String {
    let what = match entry.value.get_ref() {
        DeValue::String(text) => return format!(", not \"{text}\""),
        DeValue::Integer(number) => return format!(", not {number}"),
        DeValue::Float(number) => return format!(", not {number}"),
        DeValue::Boolean(value) => return format!(", not {value}"),
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    };
    format!(", not {what}")
}

/// What there is instead of `word`, the likeliest first.
pub fn offer(word: &str, known: &[&str]) -> String {
    let similarity = |other: &str| strsim::jaro_winkler(word, other);
    let likeliest = known
        .iter()
        .max_by(|one, other| similarity(one).total_cmp(&similarity(other)))
        .filter(|other| similarity(other) >= SIMILAR);
    let all = known.join(", ");
    match (likeliest, known) {
        (_, []) => "there is none".to_owned(),
        (Some(likeliest), [_, _, ..]) => {
            format!("did you mean `{likeliest}`? There are {all}")
        }
        (Some(likeliest), _) => format!("did you mean `{likeliest}`?"),
        (None, _) => format!("there are {all}"),
    }
}

/// A key within a table, as TOML writes it.
pub fn join(around: &str, key: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let key = if !key.is_empty() && key.chars().all(plain) {
        key.to_owned()
    } else {
        format!("\"{key}\"")
    };
    if around.is_empty() {
        key
    } else {
        format!("{around}.{key}")
    }
}

/// Line and column of a byte.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters() {
        let text = "a = 1\nü = 2\n";
        assert_eq!(place(text, 0), (1, 1));
        assert_eq!(place(text, 6), (2, 1));
        assert_eq!(place(text, 11), (2, 5), "ü is two bytes");
        assert_eq!(place(text, 99), (3, 1));
    }

    #[test]
    fn similar_words_are_offered() {
        assert_eq!(
            offer("com", &["comm", "uid"]),
            "did you mean `comm`? There are comm, uid"
        );
        assert_eq!(offer("xyz", &["comm", "uid"]), "there are comm, uid");
        assert_eq!(offer("x", &[]), "there is none");
        assert_eq!(join("rules", "a b"), "rules.\"a b\"");
    }
}
