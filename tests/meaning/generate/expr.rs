//! Random expressions of a type.

use super::scope::{Scope, Ty};
use super::stmt;
use crate::edges::{self, INTS};
use arbitrary::{Result, Unstructured};

/// An expression of the type, nested at most `depth` deep.
pub fn value(u: &mut Unstructured<'_>, scope: &mut Scope, ty: Ty, depth: u32) -> Result<String> {
    if depth == 0 || u.is_empty() {
        return leaf(u, scope, ty);
    }
    match ty {
        Ty::Int(int) => integer(u, scope, int, depth - 1),
        Ty::Bool => boolean(u, scope, depth - 1),
        Ty::Phase | Ty::Side | Ty::Pair | Ty::Array(_) => other(u, scope, ty, depth - 1),
    }
}

/// A variable, a constant or a literal.
fn leaf(u: &mut Unstructured<'_>, scope: &mut Scope, ty: Ty) -> Result<String> {
    if !u.ratio(1, 3)?
        && let Some(var) = scope.pick(u, |var| var.ty == ty)?
    {
        return Ok(var.name);
    }
    if u.ratio(1, 3)?
        && let Some(text) = named(u, ty)?
    {
        return Ok(text);
    }
    literal(u, scope, ty)
}

/// A constant, a tunable, or a field of the state.
fn named(u: &mut Unstructured<'_>, ty: Ty) -> Result<Option<String>> {
    let known: &[&str] = match ty {
        Ty::Int(int) => match INTS[int].0 {
            "u64" => &["EDGE", "cases.log.get()"],
            "i16" => &["SMALL"],
            "i32" => &["LIMIT"],
            "u8" => &["MASK"],
            "u32" => &["MOST.get()", "cases.count.get()"],
            "i8" => &["DEPTH.get()", "cases.low.get()"],
            _ => &[],
        },
        Ty::Bool => &["cases.flag.get()"],
        Ty::Phase => &["cases.phase.get()"],
        _ => &[],
    };
    Ok(match known.is_empty() {
        true => None,
        false => Some((*u.choose(known)?).to_owned()),
    })
}

fn literal(u: &mut Unstructured<'_>, scope: &mut Scope, ty: Ty) -> Result<String> {
    Ok(match ty {
        Ty::Int(int) => number(u, int)?,
        Ty::Bool => u.arbitrary::<bool>()?.to_string(),
        Ty::Phase => (*u.choose(&["Phase::Fresh", "Phase::Busy", "Phase::Done"])?).to_owned(),
        Ty::Side => (*u.choose(&["Side::Left", "Side::Middle", "Side::Right"])?).to_owned(),
        Ty::Pair => {
            let a = leaf(u, scope, Ty::named("u8"))?;
            let b = leaf(u, scope, Ty::named("i64"))?;
            let c = leaf(u, scope, Ty::Bool)?;
            let d = leaf(u, scope, Ty::Phase)?;
            match u.arbitrary()? {
                true => format!("Pair {{ a: {a}, b: {b}, c: {c}, d: {d} }}"),
                false => format!("Pair {{ d: {d}, c: {c}, b: {b}, a: {a} }}"),
            }
        }
        Ty::Array(int) => {
            let one = leaf(u, scope, Ty::Int(int))?;
            match u.ratio(1, 3)? {
                true => format!("[{one}; 3]"),
                false => {
                    let two = leaf(u, scope, Ty::Int(int))?;
                    let three = leaf(u, scope, Ty::Int(int))?;
                    format!("[{one}, {two}, {three}]")
                }
            }
        }
    })
}

/// A number with its type.
fn number(u: &mut Unstructured<'_>, int: usize) -> Result<String> {
    let (name, bits, signed) = INTS[int];
    if u.ratio(1, 6)? {
        return Ok(format!("{name}::{}", u.choose(&["MAX", "MIN"])?));
    }
    let edges = edges::of(name);
    let raw = match u.ratio(1, 2)? {
        true => u.int_in_range(0..=20)?,
        false => *u.choose(&edges)?,
    };
    let shift = 64 - bits;
    Ok(match signed {
        false => format!("{}{name}", raw << shift >> shift),
        true => match (raw << shift).cast_signed() >> shift {
            negative if negative < 0 && (negative == i64::MIN >> shift) => format!("{name}::MIN"),
            negative if negative < 0 => format!("({negative}{name})"),
            positive => format!("{positive}{name}"),
        },
    })
}

/// An operand: sometimes a small number whose type the other operand tells.
fn operand(u: &mut Unstructured<'_>, scope: &mut Scope, int: usize, depth: u32) -> Result<String> {
    match u.ratio(1, 8)? {
        true => Ok(u.int_in_range(0..=100)?.to_string()),
        false => value(u, scope, Ty::Int(int), depth),
    }
}

/// The same value, if it may be known when the program is built, in a form in which that is not seen:
/// where it makes an overflow it would be denied.
pub fn hidden(text: String) -> String {
    match text.contains("cases") {
        true => text,
        false => format!("({text} ^ 0)"),
    }
}

fn integer(u: &mut Unstructured<'_>, scope: &mut Scope, int: usize, depth: u32) -> Result<String> {
    let ty = Ty::Int(int);
    let (name, _, signed) = INTS[int];
    Ok(match u.int_in_range(0..=19)? {
        0 | 1 => leaf(u, scope, ty)?,
        2..=4 => {
            let op = *u.choose(&["+", "-", "*", "&", "|", "^"])?;
            let a = hidden(value(u, scope, ty, depth)?);
            format!("({a} {op} {})", operand(u, scope, int, depth)?)
        }
        5 => {
            let op = *u.choose(&["+", "-", "*"])?;
            let a = operand(u, scope, int, depth)?;
            format!("({a} {op} {})", hidden(value(u, scope, ty, depth)?))
        }
        6 | 7 => {
            let op = *u.choose(&["/", "%"])?;
            let a = value(u, scope, ty, depth)?;
            format!("({a} {op} {})", divisor(u, scope, int, depth)?)
        }
        8 | 9 => {
            let op = *u.choose(&["<<", ">>"])?;
            let by = Ty::any_int(u)?;
            let a = value(u, scope, ty, depth)?;
            format!("({a} {op} {})", hidden(value(u, scope, by, depth)?))
        }
        10 => format!("(!{})", value(u, scope, ty, depth)?),
        11 if signed => format!("(-{})", value(u, scope, ty, depth)?),
        11..=13 => {
            let from = match u.int_in_range(0..=5)? {
                0 => Ty::Bool,
                1 => Ty::Phase,
                2 => Ty::Side,
                _ => Ty::any_int(u)?,
            };
            format!("({} as {name})", value(u, scope, from, depth)?)
        }
        14 => {
            const METHODS: [&str; 7] = [
                "min",
                "max",
                "wrapping_add",
                "wrapping_sub",
                "wrapping_mul",
                "saturating_add",
                "saturating_sub",
            ];
            let method = *u.choose(&METHODS)?;
            let a = value(u, scope, ty, depth)?;
            format!("({a} as {name}).{method}({})", value(u, scope, ty, depth)?)
        }
        15 => part(u, scope, int, depth)?,
        16 => call(u, scope, int, depth)?,
        _ => branches(u, scope, ty, depth)?,
    })
}

/// What a number is divided by: sometimes 0, never -1.
fn divisor(u: &mut Unstructured<'_>, scope: &mut Scope, int: usize, depth: u32) -> Result<String> {
    let (name, _, signed) = INTS[int];
    Ok(match u.int_in_range(0..=3)? {
        0 => format!("{}{name}", u.int_in_range(1..=20)?),
        1 if signed => format!("(-{}{name})", u.int_in_range(2..=20)?),
        2 if !signed => value(u, scope, Ty::Int(int), depth)?,
        _ => format!("({} & 7)", value(u, scope, Ty::Int(int), depth)?),
    })
}

/// A field or an element.
fn part(u: &mut Unstructured<'_>, scope: &mut Scope, int: usize, depth: u32) -> Result<String> {
    if let Some(var) = scope.pick(u, |var| var.ty == Ty::Array(int))? {
        return Ok(format!("{}[{}]", var.name, index(u, scope, depth)?));
    }
    let field = match INTS[int].0 {
        "u8" => "a",
        "i64" => "b",
        _ => return leaf(u, scope, Ty::Int(int)),
    };
    match scope.pick(u, |var| var.ty == Ty::Pair)? {
        Some(var) => Ok(format!("{}.{field}", var.name)),
        None => leaf(u, scope, Ty::Int(int)),
    }
}

/// An index into three elements, sometimes a fourth.
pub fn index(u: &mut Unstructured<'_>, scope: &mut Scope, depth: u32) -> Result<String> {
    Ok(match u.int_in_range(0..=3)? {
        0 => u.int_in_range(0..=2)?.to_string(),
        1 => {
            let from = Ty::any_int(u)?;
            format!("({} & 3) as usize", value(u, scope, from, depth)?)
        }
        _ => format!("{} % 3", value(u, scope, Ty::named("usize"), depth)?),
    })
}

/// A call, which leaves traces.
fn call(u: &mut Unstructured<'_>, scope: &mut Scope, int: usize, depth: u32) -> Result<String> {
    let name = INTS[int].0;
    if scope.budget > 0 {
        let found: Vec<_> = scope
            .helpers
            .iter()
            .filter(|helper| matches!(helper.ret, Ty::Int(_) | Ty::Bool))
            .cloned()
            .collect();
        if !found.is_empty() && u.ratio(1, 2)? {
            scope.budget -= 1;
            let helper = u.choose(&found)?;
            let mut args = vec!["cases".to_owned()];
            for ty in &helper.params {
                args.push(value(u, scope, *ty, depth)?);
            }
            return Ok(format!("({}({}) as {name})", helper.name, args.join(", ")));
        }
    }
    Ok(match u.int_in_range(0..=2)? {
        0 => {
            let what = value(u, scope, Ty::named("u64"), depth)?;
            format!("(note(cases, {what}) as {name})")
        }
        1 => {
            let at = value(u, scope, Ty::named("u32"), depth)?;
            let what = value(u, scope, Ty::named("u32"), depth)?;
            format!("(cell(cases, {at}, {what}) as {name})")
        }
        _ => {
            let a = value(u, scope, Ty::named("u8"), depth)?;
            let b = value(u, scope, Ty::named("i64"), depth)?;
            let field = *u.choose(&["a", "b"])?;
            format!("(pair(cases, {a}, {b}).{field} as {name})")
        }
    })
}

fn boolean(u: &mut Unstructured<'_>, scope: &mut Scope, depth: u32) -> Result<String> {
    let compare = ["==", "!=", "<", "<=", ">", ">="];
    Ok(match u.int_in_range(0..=9)? {
        0 => leaf(u, scope, Ty::Bool)?,
        1..=4 => {
            let ty = Ty::any_int(u)?;
            let op = *u.choose(&compare)?;
            let a = value(u, scope, ty, depth)?;
            format!("({a} {op} {})", value(u, scope, ty, depth)?)
        }
        5 | 6 => {
            let op = *u.choose(&["&&", "||", "&", "|", "^", "==", "!="])?;
            let a = value(u, scope, Ty::Bool, depth)?;
            format!("({a} {op} {})", value(u, scope, Ty::Bool, depth)?)
        }
        7 => format!("(!{})", value(u, scope, Ty::Bool, depth)?),
        8 => {
            let ty = *u.choose(&[Ty::Phase, Ty::Side])?;
            let op = *u.choose(&["==", "!="])?;
            let a = value(u, scope, ty, depth)?;
            // A derived `==` borrows: what stands right of it may not assign to the left.
            format!("({{ {a} }} {op} {})", value(u, scope, ty, depth)?)
        }
        _ => branches(u, scope, Ty::Bool, depth)?,
    })
}

/// Enums, structs and arrays.
fn other(u: &mut Unstructured<'_>, scope: &mut Scope, ty: Ty, depth: u32) -> Result<String> {
    match (u.int_in_range(0..=4)?, ty) {
        (0 | 1, _) => leaf(u, scope, ty),
        (2, Ty::Pair) => {
            let a = value(u, scope, Ty::named("u8"), depth)?;
            let b = value(u, scope, Ty::named("i64"), depth)?;
            Ok(format!("pair(cases, {a}, {b})"))
        }
        (3, Ty::Pair) => {
            let b = value(u, scope, Ty::named("i64"), depth)?;
            let a = value(u, scope, Ty::named("u8"), depth)?;
            let c = value(u, scope, Ty::Bool, depth)?;
            let d = leaf(u, scope, Ty::Phase)?;
            Ok(format!("Pair {{ b: {b}, a: {a}, d: {d}, c: {c} }}"))
        }
        (2 | 3, Ty::Array(int)) => {
            let one = value(u, scope, Ty::Int(int), depth)?;
            let two = value(u, scope, Ty::Int(int), depth)?;
            Ok(format!("[{one}, {two}, {}]", leaf(u, scope, Ty::Int(int))?))
        }
        _ => branches(u, scope, ty, depth),
    }
}

/// `if`, `match`, a block.
fn branches(u: &mut Unstructured<'_>, scope: &mut Scope, ty: Ty, depth: u32) -> Result<String> {
    Ok(match u.int_in_range(0..=4)? {
        0 | 1 => {
            let cond = value(u, scope, Ty::Bool, depth)?;
            let then = block(u, scope, ty, depth)?;
            format!("(if {cond} {then} else {})", block(u, scope, ty, depth)?)
        }
        2 => {
            let (subject, arms) =
                stmt::arms(u, scope, depth, |u, scope| block(u, scope, ty, depth))?;
            format!("(match {subject} {{ {arms} }})")
        }
        3 => block(u, scope, ty, depth)?,
        _ => {
            // A variable changes between two readings.
            match scope.pick(u, |var| var.mutable && var.ty == ty)? {
                Some(var) => {
                    let new = value(u, scope, ty, depth)?;
                    format!("{{ {0} = {new}; {0} }}", var.name)
                }
                None => block(u, scope, ty, depth)?,
            }
        }
    })
}

/// A block with its braces; it may leave the function instead of having a value.
fn block(u: &mut Unstructured<'_>, scope: &mut Scope, ty: Ty, depth: u32) -> Result<String> {
    let mark = scope.mark();
    let mut before = String::new();
    if u.ratio(1, 4)? {
        let of = Ty::any(u)?;
        let new = value(u, scope, of, depth)?;
        let name = scope.name(u)?;
        before = format!("let {name}: {of} = {new}; ");
        scope.add(name, of, false);
    }
    if u.ratio(1, 12)? {
        let cond = value(u, scope, Ty::Bool, depth.min(1))?;
        let ret = scope.ret;
        let left = value(u, scope, ret, depth.min(1))?;
        before = format!("{before}if {cond} {{ return {left}; }} ");
    }
    let text = format!("{{ {before}{} }}", value(u, scope, ty, depth)?);
    scope.reset(mark);
    Ok(text)
}
