//! Random programs: well-typed, terminating, small enough for the verifier.
//!
//! A program is an entry and up to two helpers. Its choices come from bytes (`arbitrary`), which come
//! from a seed and its number: the same seed gives the same programs, and fewer bytes give a smaller
//! one, which is how a program that fails is shrunk. When the bytes run out every choice is the
//! first, and the first is always a plain value.
//!
//! Sums and shifts of nothing but known values are rarely written: rustc and flux deny those that
//! overflow. What it leaves out: handles and lists, which `cases/handles.rs` has; `/` and `%` of signed numbers by
//! -1, where plain Rust panics and flux wraps.

mod expr;
mod scope;
mod stmt;

use arbitrary::{Result, Unstructured};
use scope::{Scope, Ty};
use std::fmt::Write as _;

/// What all programs of a module share.
pub const SHARED: &str = "#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Phase { Fresh, Busy = 200, Done }
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side { Left = -1, Middle, Right }
#[derive(Clone, Copy)]
pub struct Pair { a: u8, b: i64, c: bool, d: Phase }
const EDGE: u64 = 0x8000_0000;
const SMALL: i16 = -3;
const LIMIT: i32 = 7;
const MASK: u8 = 0x0f;
#[tunable]
pub static MOST: u32 = 3;
#[tunable]
pub static DEPTH: i8 = -100;
#[sched]
pub struct Cases { log: u64, count: u32, flag: bool, low: i8, phase: Phase, #[locked] cells: [u32; 4], #[locked] total: i64, #[locked] pair: Pair }
fn note(cases: &Sched<Cases>, what: u64) -> u64 { cases.log.set(cases.log.get() * 31 + what); cases.count.set(cases.count.get() + 1); cases.log.get() }
fn cell(cases: &Sched<Cases>, at: u32, value: u32) -> u32 { let mut locked = cases.lock(); locked.cells[(at & 3) as usize] += value; locked.total -= value as i64; locked.cells[1] }
fn pair(cases: &Sched<Cases>, a: u8, b: i64) -> Pair { let mut locked = cases.lock(); let old = locked.pair; locked.pair = Pair { a, b, c: !old.c, d: old.d }; old }
";

/// Bytes that one program may use. More make larger programs.
const BYTES: usize = 900;

/// The bytes of a program.
pub fn bytes(seed: u64, number: u64) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number);
    let length = random.usize(60..BYTES);
    (0..length).map(|_| random.u8(..)).collect()
}

/// The functions of program `number`, of which `p{number}` is the entry; one statement a line, so that
/// an exit shows where it comes from.
pub fn program(bytes: &[u8], number: u64) -> String {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let functions = usize::from(first % 3) + 1;
    let mut out = String::new();
    let mut scope = Scope::new();
    // Each has bytes of its own: the entry would get what the helpers leave.
    for (at, part) in rest
        .chunks(rest.len().div_ceil(functions).max(1))
        .enumerate()
    {
        let mut u = Unstructured::new(part);
        let name = match at + 1 == functions {
            true => format!("p{number}"),
            false => format!("p{number}_h{at}"),
        };
        // With defaults where the bytes end, nothing fails.
        if let Ok(helper) = function(&mut u, &mut scope, &name, &mut out) {
            scope.helpers.push(helper);
        }
    }
    out
}

/// Writes a function; returns what a caller must know.
fn function(
    u: &mut Unstructured<'_>,
    scope: &mut Scope,
    name: &str,
    out: &mut String,
) -> Result<scope::Helper> {
    let params: Vec<Ty> = (0..u.int_in_range(1..=4)?)
        .map(|_| Ty::scalar_of_calls(u))
        .collect::<Result<_>>()?;
    let ret = Ty::scalar_of_calls(u)?;
    scope.enter_function(ret);
    let mut head = format!("fn {name}(cases: &Sched<Cases>");
    for (at, ty) in params.iter().enumerate() {
        let mutable = u.ratio(1, 3)?;
        let name = format!("a{at}");
        let word = if mutable { "mut " } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(head, ", {word}{name}: {ty}");
        scope.add(name, *ty, mutable);
    }
    let _ = writeln!(out, "{head}) -> {ret} {{");
    for _ in 0..u.int_in_range(0..=6)? {
        stmt::statement(u, scope, 1, out)?;
    }
    let value = expr::value(u, scope, ret, 3)?;
    let _ = writeln!(out, "    {value}\n}}");
    scope.leave_function();
    Ok(scope::Helper {
        name: name.to_owned(),
        params,
        ret,
    })
}
