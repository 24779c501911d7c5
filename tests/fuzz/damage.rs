//! Random tokens, and random damage to sound ones.

use arbitrary::{Result, Unstructured};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Tokens that a beginner, an editor or a bad merge may leave.
const WORDS: &str = "self Self fn let mut if else match for in 0 1 2 255u8 256 300u8 -1 1.5 \"text\" 'c' b'x' true \
    false Some None => -> :: . .. ..= , ; : = == != <= + - * / % & && | || ^ ! ? # @ < > << >> += <<= as return break \
    continue while loop unsafe async move struct enum impl const static pub use mod crate super ref dyn where type \
    Option Thread Sched Cpu Child Nanos List Link u32 i8 usize bool lock get set unwrap expect min push_back \
    pop_front run_thread policy cpu thread queue total drop panic! assert! unreachable! sched locked tunable role \
    new_threads primary idle root parent child 18446744073709551616 340282366920938463463374607431768211456 0xffff \
    r#type größe _ $ 'a";

const NAMES: &str = "cases thread cpu guard next i x a b queue waiting total count cells pair points Pair Point Phase \
    Cases CasesThread Sched Thread Cpu Nanos List Link u8 i8 u32 i64 usize bool Option Some None lock get set push_back \
    pop_front run_thread run_idle request_cpus now drop current is_some unwrap min saturating_sub as_nanos from_millis \
    pick_next_task thread_runnable cpu_ticked ThreadScheduler CpuScheduler MAX MIN Self primary idle root parent child";
const NUMBERS: &str = "0 1 2 3 7 63 64 127 128 255 256 300u8 1u64 5i8 65536 4294967296 18446744073709551615 \
    9223372036854775808i64 170141183460469231731687303715884105728 0b101 1_000";
const SIGNS: &str = "+ - * / % & | ^ < > = ! . , ; : # ? @ $";

fn one_of(words: &str, u: &mut Unstructured<'_>) -> Result<TokenStream> {
    let words: Vec<&str> = words.split_whitespace().collect();
    Ok(u.choose(&words)?.parse().unwrap_or_default())
}

/// Nothing but random tokens, some of them in brackets.
pub fn soup(u: &mut Unstructured<'_>) -> Result<TokenStream> {
    let mut all = TokenStream::new();
    for _ in 0..u.int_in_range(1..=24)? {
        if u.ratio(1, 6)? {
            let delimiter = delimiter(u)?;
            let inside = if u.is_empty() {
                TokenStream::new()
            } else {
                soup(u)?
            };
            all.extend([TokenTree::Group(Group::new(delimiter, inside))]);
        } else {
            all.extend(one_of(WORDS, u)?);
        }
    }
    Ok(all)
}

fn delimiter(u: &mut Unstructured<'_>) -> Result<Delimiter> {
    let all = [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket];
    u.choose(&all).copied()
}

/// Random tokens where a module has items, or where an op has statements.
pub fn soup_in_module(u: &mut Unstructured<'_>) -> Result<TokenStream> {
    let (items, body) = match u.arbitrary()? {
        true => (soup(u)?, TokenStream::new()),
        false => (TokenStream::new(), soup(u)?),
    };
    Ok(quote::quote! {
        mod policy {
            use flux::prelude::*;
            #items
            #[sched] struct Policy { #[locked] queue: List<Thread, link>, total: u64 }
            #[thread] struct PolicyThread { link: Link }
            impl ThreadScheduler for Policy {
                fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) { #body }
                fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) { cpu.run_idle(); }
            }
        }
    })
}

/// Damages tokens in up to three places; one time in eight in many.
pub fn some(tokens: TokenStream, u: &mut Unstructured<'_>) -> Result<TokenStream> {
    let most = if u.ratio(1, 8)? { 20 } else { 3 };
    let mut tokens = tokens;
    for _ in 0..u.int_in_range(0..=most)? {
        tokens = once(tokens, u, 0)?;
    }
    Ok(tokens)
}

fn once(tokens: TokenStream, u: &mut Unstructured<'_>, depth: u32) -> Result<TokenStream> {
    let mut all: Vec<TokenTree> = tokens.into_iter().collect();
    if all.is_empty() {
        return one_of(WORDS, u);
    }
    let groups: Vec<usize> = (0..all.len())
        .filter(|at| matches!(all.get(*at), Some(TokenTree::Group(group)) if !group.stream().is_empty()))
        .collect();
    // Most damage goes deep, where the ops are.
    if !groups.is_empty() && depth < 40 && u.ratio(4, 5)? {
        let at = *u.choose(&groups)?;
        if let Some(TokenTree::Group(group)) = all.get(at) {
            let (delimiter, stream) = (group.delimiter(), group.stream());
            let changed = Group::new(delimiter, once(stream, u, depth + 1)?);
            all[at] = TokenTree::Group(changed);
            return Ok(all.into_iter().collect());
        }
    }
    let at = u.choose_index(all.len())?;
    // Half of it keeps the form and changes the meaning: names for names, numbers for numbers.
    if u.arbitrary()? {
        let words = match &all[at] {
            TokenTree::Ident(_) => NAMES,
            TokenTree::Literal(_) => NUMBERS,
            TokenTree::Punct(_) => SIGNS,
            TokenTree::Group(_) => WORDS,
        };
        all.splice(at..=at, one_of(words, u)?);
        return Ok(all.into_iter().collect());
    }
    match u.int_in_range(0..=7)? {
        0 => drop(all.remove(at)),
        1 => all.insert(at, all[at].clone()),
        2 => drop(all.splice(at..=at, one_of(WORDS, u)?)),
        3 => {
            let other = u.choose_index(all.len())?;
            all.swap(at, other);
        }
        4 => {
            let wrapped = Group::new(delimiter(u)?, TokenStream::from(all[at].clone()));
            all[at] = TokenTree::Group(wrapped);
        }
        // The same many times over, or ever deeper.
        5 => {
            let copies = vec![all[at].clone(); u.int_in_range(2..=60)?];
            all.splice(at..=at, copies);
        }
        6 => {
            let delimiter = delimiter(u)?;
            for _ in 0..u.int_in_range(2..=60)? {
                let wrapped = Group::new(delimiter, TokenStream::from(all[at].clone()));
                all[at] = TokenTree::Group(wrapped);
            }
        }
        _ => drop(all.splice(at..at, one_of(WORDS, u)?)),
    }
    Ok(all.into_iter().collect())
}
