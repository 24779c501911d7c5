//! Patterns of names, compiled to the automata that `bpf/flux/glob.bpf.h` runs.
//!
//! `*` stands for any bytes, `?` for one, `[a-z]` for one of a set, `[!a-z]` for one
//! that is not in it; `\` takes the next character as it is.
//!
//! State i of the automaton means that the pattern's first i elements have been met.
//! A name has at most 15 bytes, so 16 states are enough for every pattern that can fit.

use crate::data::layout::{COMM_LEN, Glob};

/// Elements that a pattern may have: bytes of a name without its terminating 0.
const MAX_ELEMENTS: usize = COMM_LEN - 1;

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It says nothing.
    #[error("it is empty; write \"*\" for all names, or leave the condition out")]
    Empty,
    /// No name is as long.
    #[error(
        "it asks for {0} bytes at least, and the kernel keeps 15 of a name; shorten it, \
         and end it with `*`"
    )]
    TooLong(usize),
    /// `[` without `]`.
    #[error(
        "the set that begins at byte {0} is not closed; write `[abc]`, or `\\\\[` for a bracket"
    )]
    OpenSet(usize),
    /// `[]`.
    #[error("the set that begins at byte {0} is empty; name the characters, `[abc]`")]
    EmptySet(usize),
    /// `[z-a]`.
    #[error("the range `{0}-{1}` ends before it begins; write `{1}-{0}`")]
    Reversed(char, char),
    /// A character of more than one byte in a set.
    #[error("`{0}` takes more than one byte, so it cannot be in a set; write it outside of one")]
    Wide(char),
    /// `\` at the end.
    #[error("it ends with a backslash, which takes the character behind it as it is")]
    Escape,
    /// A 0 byte.
    #[error("no name holds a 0 byte")]
    Zero,
}

/// The bytes that one element fits.
type Set = [bool; 256];

/// A pattern, compiled, and as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As it was written.
    pub text: String,
    /// For the kernel.
    pub glob: Box<Glob>,
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// If it is none, or no name can fit it.
    pub fn compile(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() {
            return Err(PatternError::Empty);
        }
        let mut elements = Vec::new();
        let mut star = 0u16;
        let mut rest = text.char_indices();
        while let Some((at, char)) = rest.next() {
            match char {
                '*' => star |= bit(elements.len()),
                '?' => elements.push([true; 256]),
                '[' => elements.push(set(at, &mut rest)?),
                '\\' => {
                    let (_, char) = rest.next().ok_or(PatternError::Escape)?;
                    literal(char, &mut elements)?;
                }
                char => literal(char, &mut elements)?,
            }
        }
        if elements.len() > MAX_ELEMENTS {
            return Err(PatternError::TooLong(elements.len()));
        }
        let mut glob = Box::new(never());
        glob.star = star;
        glob.accept = bit(elements.len());
        for (state, element) in elements.iter().enumerate() {
            for (mask, fits) in glob.mask.iter_mut().zip(element) {
                *mask |= if *fits { bit(state) } else { 0 };
            }
        }
        Ok(Self {
            text: text.to_owned(),
            glob,
        })
    }
}

/// The automaton that no name fits.
pub const fn never() -> Glob {
    Glob {
        mask: [0; 256],
        star: 0,
        accept: 0,
    }
}

/// The bit of a state; none for a state that there is not.
fn bit(state: usize) -> u16 {
    u32::try_from(state)
        .ok()
        .and_then(|state| 1u16.checked_shl(state))
        .unwrap_or(0)
}

fn literal(char: char, elements: &mut Vec<Set>) -> Result<(), PatternError> {
    if char == '\0' {
        return Err(PatternError::Zero);
    }
    let mut buffer = [0; 4];
    for byte in char.encode_utf8(&mut buffer).bytes() {
        let mut set = [false; 256];
        set[usize::from(byte)] = true;
        elements.push(set);
    }
    Ok(())
}

/// Reads a set to its end. `]` is an element of it if it comes first, `-` at either end.
fn set(begin: usize, rest: &mut impl Iterator<Item = (usize, char)>) -> Result<Set, PatternError> {
    let mut chars = Vec::new();
    loop {
        let (_, char) = rest.next().ok_or(PatternError::OpenSet(begin))?;
        match char {
            ']' if !matches!(chars.as_slice(), [] | ['!']) => break,
            char => chars.push(char),
        }
    }
    let (negated, chars) = match chars.split_first() {
        Some(('!', chars)) => (true, chars),
        _ => (false, chars.as_slice()),
    };
    if chars.is_empty() {
        return Err(PatternError::EmptySet(begin));
    }
    let mut set = [negated; 256];
    let mut chars = chars;
    while let [first, rest @ ..] = chars {
        let (last, rest) = match rest {
            ['-', last, rest @ ..] => (last, rest),
            rest => (first, rest),
        };
        if first > last {
            return Err(PatternError::Reversed(*first, *last));
        }
        for byte in byte(*first)?..=byte(*last)? {
            set[usize::from(byte)] = !negated;
        }
        chars = rest;
    }
    Ok(set)
}

fn byte(char: char) -> Result<u8, PatternError> {
    if char == '\0' {
        return Err(PatternError::Zero);
    }
    if !char.is_ascii() {
        return Err(PatternError::Wide(char));
    }
    u8::try_from(char).map_err(|_| PatternError::Wide(char))
}

#[cfg(test)]
#[path = "glob_tests.rs"]
mod tests;
