//! What came of a call, the same however it was made.

use std::fmt;

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What it returned, or how it ended the scheduler.
    pub result: Ending,
    /// A digest of all state and of what was done through the API.
    pub state: u64,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With a value; 0 for `()`.
    Value(u64),
    /// With an exit: `line: message`.
    Exit(String),
    /// Plain Rust panics where flux wraps: the smallest number divided by -1. Only C decides.
    Overflow,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.result {
            Ending::Value(value) => write!(f, "{value:#x}")?,
            Ending::Exit(text) => write!(f, "exit at line {text}")?,
            Ending::Overflow => write!(f, "overflow")?,
        }
        write!(f, ", state {:016x}", self.state)
    }
}

/// What flux says for what Rust says, where the words differ on purpose.
const WORDS: [(&str, &str); 3] = [
    ("assertion failed: ", "assertion failed"),
    (
        "called `Option::unwrap()` on a `None` value",
        "called `unwrap()` on `None`",
    ),
    ("internal error: entered unreachable code", "explicit panic"),
];

impl Outcome {
    /// Reads a line of the plain program.
    ///
    /// # Errors
    /// If it is none.
    pub fn from_rust(line: &str) -> Result<Outcome, String> {
        let mut outcome = Outcome::from_line(line)?;
        if let Ending::Exit(text) = &outcome.result {
            outcome.result = in_words_of_flux(text);
        }
        Ok(outcome)
    }

    /// Reads a line of the native program, whose exits name the file.
    ///
    /// # Errors
    /// If it is none.
    pub fn from_c(line: &str) -> Result<Outcome, String> {
        let mut outcome = Outcome::from_line(line)?;
        if let Ending::Exit(text) = &mut outcome.result {
            *text = exit_text(text);
        }
        Ok(outcome)
    }

    fn from_line(line: &str) -> Result<Outcome, String> {
        let wrong = || format!("not understood: {line}");
        let number = |word: &str| u64::from_str_radix(word, 16).map_err(|_| wrong());
        let (first, rest) = line.split_once(' ').ok_or_else(wrong)?;
        if first != "exit" {
            return Ok(Outcome {
                result: Ending::Value(number(first)?),
                state: number(rest)?,
            });
        }
        let (state, text) = rest.split_once(' ').ok_or_else(wrong)?;
        Ok(Outcome {
            result: Ending::Exit(text.to_owned()),
            state: number(state)?,
        })
    }

    /// Whether plain Rust, which is `self`, says the same as C.
    pub fn allows(&self, c: &Outcome) -> bool {
        self.result == Ending::Overflow || self == c
    }
}

/// What an exit says: its format without the file, and without what a format needs.
pub fn exit_text(format: &str) -> String {
    let text = format.strip_prefix("case.rs:").unwrap_or(format);
    // Rust's own lists do not know what they are called.
    for words in [" is on `", " is not on `"] {
        if let Some((who, rest)) = text.split_once(words) {
            let already = if rest.contains(" already") {
                " already"
            } else {
                ""
            };
            return format!("{who}{}it{already}", words.trim_end_matches('`'));
        }
    }
    text.replace("%%", "%")
}

fn in_words_of_flux(text: &str) -> Ending {
    let (line, message) = text.split_once(": ").unwrap_or(("0", text));
    if message.starts_with("attempt to") && message.ends_with("with overflow") {
        return Ending::Overflow;
    }
    if let Some(rest) = message.strip_prefix("index out of bounds: the len is ") {
        let len = rest.split(' ').next().unwrap_or_default();
        return Ending::Exit(format!("{line}: index out of bounds: the length is {len}"));
    }
    for (rust, flux) in WORDS {
        if message.starts_with(rust) {
            return Ending::Exit(format!("{line}: {flux}"));
        }
    }
    Ending::Exit(format!("{line}: {message}"))
}
