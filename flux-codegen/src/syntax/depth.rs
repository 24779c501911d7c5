//! Whether tokens can be read without running out of stack.
//!
//! syn reads by recursion, and a macro runs on the compiler's own stack: what nests some thousands
//! deep would end the compiler without a word. So the nesting is measured first, on the tokens.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// How much may nest. What anyone writes stays below a quarter of it.
const MAX_DEPTH: usize = 600;

/// What a pair of brackets counts: syn goes through many functions for each.
const GROUP: usize = 8;

/// What a `&` counts besides the one of every token.
const REFERENCE: usize = 3;

/// The token at which the nesting becomes too much.
///
/// Every token of an expression may nest one deeper (`!!!!x`, `a + b + c`, `A<A<A<…>>>`), so they
/// are counted from the last one that surely ended something: `;`, `,`, a block.
///
/// ```
/// let plain = "fn f() { g(1, 2); }".parse().expect("tokens");
/// assert!(flux_codegen::syntax::too_nested(&plain).is_none());
/// let deep = format!("{}x", "!".repeat(5000)).parse().expect("tokens");
/// assert!(flux_codegen::syntax::too_nested(&deep).is_some());
/// ```
pub fn too_nested(tokens: &TokenStream) -> Option<Span> {
    nested_beyond(tokens, MAX_DEPTH)
}

/// The same for who has more stack than a macro: the token that nests more than `max` deep. Reading
/// takes up to 14 KiB for each level.
pub fn nested_beyond(tokens: &TokenStream, max: usize) -> Option<Span> {
    inside(tokens.clone(), 0, max)
}

fn inside(tokens: TokenStream, around: usize, max: usize) -> Option<Span> {
    let mut run = Run::default();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        run.length += 1;
        if around + run.length > max {
            return Some(token.span());
        }
        match &token {
            TokenTree::Punct(sign) => run.sign(sign.as_char()),
            TokenTree::Group(group) => {
                let found = inside(group.stream(), around + run.length + GROUP, max);
                if found.is_some() {
                    return found;
                }
                let is_block = group.delimiter() == Delimiter::Brace;
                if is_block && !tokens.peek().is_some_and(goes_on) {
                    run = Run::default();
                }
            }
            _ => {}
        }
    }
    None
}

/// Tokens since something ended.
#[derive(Default)]
struct Run {
    length: usize,
    /// `<` or `|`: the next comma may be one between parameters.
    opens: bool,
    /// `=>`: the next comma ends an arm.
    is_arm: bool,
    before: char,
}

impl Run {
    fn sign(&mut self, sign: char) {
        match sign {
            ';' => *self = Run::default(),
            ',' if self.is_arm || !self.opens => *self = Run::default(),
            // Between `<` and `>` is a path with types in it: as much as a group.
            '<' => {
                self.opens = true;
                self.length += GROUP;
            }
            // A reference takes more than other signs before an expression or a type.
            '&' => self.length += REFERENCE,
            '|' => self.opens = true,
            '>' if self.before == '=' => self.is_arm = true,
            _ => {}
        }
        self.before = sign;
    }
}

/// Whether an expression goes on with this token behind a block.
fn goes_on(next: &TokenTree) -> bool {
    match next {
        TokenTree::Ident(word) => word == "else" || word == "as",
        TokenTree::Punct(sign) => sign.as_char() != '#',
        _ => false,
    }
}
