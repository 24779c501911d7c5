//! Random statements.

use super::expr::{hidden, index, value};
use super::scope::{Scope, Ty};
use crate::edges::{self, INTS};
use arbitrary::{Result, Unstructured};
use std::fmt::Write as _;

/// How deep expressions in statements nest.
const DEPTH: u32 = 3;

/// Writes a statement, at some indentation.
pub fn statement(
    u: &mut Unstructured<'_>,
    scope: &mut Scope,
    indent: usize,
    out: &mut String,
) -> Result<()> {
    if u.is_empty() {
        return Ok(());
    }
    let tabs = "    ".repeat(indent);
    // Writing to a String cannot fail.
    match u.int_in_range(0..=15)? {
        0..=3 => binding(u, scope, &tabs, out)?,
        4 | 5 => assignment(u, scope, &tabs, out)?,
        6 | 7 => {
            let cond = value(u, scope, Ty::Bool, DEPTH)?;
            let _ = writeln!(out, "{tabs}if {cond} {{");
            body(u, scope, indent, out)?;
            if u.arbitrary()? {
                let _ = writeln!(out, "{tabs}}} else {{");
                body(u, scope, indent, out)?;
            }
            let _ = writeln!(out, "{tabs}}}");
        }
        8 | 9 if scope.budget > 0 && scope.loops < 2 => repeat(u, scope, indent, out)?,
        10 => {
            let (subject, arms) = arms(u, scope, DEPTH - 1, |u, scope| {
                let mut inner = String::new();
                let mark = scope.mark();
                statement(u, scope, 0, &mut inner)?;
                scope.reset(mark);
                Ok(format!("{{ {} }}", inner.replace('\n', " ")))
            })?;
            let _ = writeln!(out, "{tabs}match {subject} {{ {arms} }}");
        }
        11 => state(u, scope, &tabs, out)?,
        12 => {
            let cond = value(u, scope, Ty::Bool, DEPTH)?;
            // Most hold: an exit hides what comes after.
            let often = value(u, scope, Ty::Bool, 1)?;
            let _ = writeln!(
                out,
                "{tabs}assert!({cond} || {often} || cases.count.get() < 3, \"checked\");"
            );
        }
        13 if scope.loops > 0 => {
            let cond = value(u, scope, Ty::Bool, DEPTH)?;
            let word = *u.choose(&["break", "continue"])?;
            let _ = writeln!(out, "{tabs}if {cond} {{ {word}; }}");
        }
        13 => {
            let cond = value(u, scope, Ty::Bool, DEPTH)?;
            let ret = scope.ret;
            let _ = writeln!(
                out,
                "{tabs}if {cond} {{ return {}; }}",
                value(u, scope, ret, 2)?
            );
        }
        14 => {
            let ty = Ty::any_int(u)?;
            let new = value(u, scope, ty, DEPTH)?;
            let pattern = pattern(u, ty)?;
            let ret = scope.ret;
            let left = value(u, scope, ret, 1)?;
            let _ = writeln!(
                out,
                "{tabs}let ({pattern}) = ({new}) else {{ return {left}; }};"
            );
        }
        _ => {
            let ty = Ty::any(u)?;
            let _ = writeln!(out, "{tabs}let _ = {};", value(u, scope, ty, DEPTH)?);
        }
    }
    Ok(())
}

fn binding(
    u: &mut Unstructured<'_>,
    scope: &mut Scope,
    tabs: &str,
    out: &mut String,
) -> Result<()> {
    let ty = Ty::any(u)?;
    let mutable = u.ratio(2, 3)?;
    let word = if mutable { "mut " } else { "" };
    if u.ratio(1, 8)? {
        let cond = value(u, scope, Ty::Bool, 2)?;
        let (one, two) = (value(u, scope, ty, 2)?, value(u, scope, ty, 2)?);
        let name = scope.name(u)?;
        // The condition may use a variable of the name that is shadowed: it comes first.
        let _ = writeln!(
            out,
            "{tabs}let late_{name} = {cond}; let one_{name}: {ty} = {one}; let two_{name}: {ty} = {two};\n\
             {tabs}let {word}{name}: {ty}; if late_{name} {{ {name} = one_{name}; }} else {{ {name} = two_{name}; }}"
        );
        scope.add(name, ty, mutable);
        return Ok(());
    }
    let new = value(u, scope, ty, DEPTH)?;
    let name = scope.name(u)?;
    let _ = writeln!(out, "{tabs}let {word}{name}: {ty} = {new};");
    scope.add(name, ty, mutable);
    Ok(())
}

fn assignment(
    u: &mut Unstructured<'_>,
    scope: &mut Scope,
    tabs: &str,
    out: &mut String,
) -> Result<()> {
    let Some(var) = scope.pick(u, |var| var.mutable)? else {
        return binding(u, scope, tabs, out);
    };
    let (place, ty) = match var.ty {
        Ty::Array(int) if u.ratio(3, 4)? => {
            let at = index(u, scope, 2)?;
            (format!("{}[{at}]", var.name), Ty::Int(int))
        }
        Ty::Pair if u.ratio(3, 4)? => {
            let fields = [
                ("a", Ty::named("u8")),
                ("b", Ty::named("i64")),
                ("c", Ty::Bool),
                ("d", Ty::Phase),
            ];
            let (field, ty) = *u.choose(&fields)?;
            (format!("{}.{field}", var.name), ty)
        }
        ty => (var.name.clone(), ty),
    };
    let mut new = value(u, scope, ty, DEPTH)?;
    if matches!(ty, Ty::Int(_)) {
        new = hidden(new);
    }
    let op = match ty {
        Ty::Int(_) => *u.choose(&["=", "+=", "-=", "*=", "&=", "|=", "^=", "<<=", ">>="])?,
        Ty::Bool => *u.choose(&["=", "&=", "|=", "^="])?,
        _ => "=",
    };
    // clang warns of what rustc takes for granted: a variable that is assigned to itself.
    let new = if new == place {
        format!("{{ {new} }}")
    } else {
        new
    };
    let _ = writeln!(out, "{tabs}{place} {op} {new};");
    Ok(())
}

fn state(u: &mut Unstructured<'_>, scope: &mut Scope, tabs: &str, out: &mut String) -> Result<()> {
    let fields = [
        ("count", Ty::named("u32")),
        ("low", Ty::named("i8")),
        ("flag", Ty::Bool),
        ("phase", Ty::Phase),
    ];
    let (field, ty) = *u.choose(&fields)?;
    let new = value(u, scope, ty, DEPTH)?;
    let _ = writeln!(out, "{tabs}cases.{field}.set({new});");
    Ok(())
}

fn repeat(
    u: &mut Unstructured<'_>,
    scope: &mut Scope,
    indent: usize,
    out: &mut String,
) -> Result<()> {
    let tabs = "    ".repeat(indent);
    scope.budget -= 1;
    let int = u.choose_index(INTS.len())?;
    let (name, bits, signed) = INTS[int];
    let turns = u.int_in_range(0..=4)?;
    let range = match u.int_in_range(0..=2)? {
        // Up to the type's last value; flux computes bounds in an `i64`.
        0 if bits < 64 || signed => {
            let last = if signed {
                (1i128 << (bits - 1)) - 1
            } else {
                (1i128 << bits) - 1
            };
            format!("{}..={last}{name}", last - turns)
        }
        1 if signed => format!("-{turns}..{}{name}", u.int_in_range(0..=2)?),
        _ => format!("0..{turns}{name}"),
    };
    let mark = scope.mark();
    let var = scope.name(u)?;
    let _ = writeln!(out, "{tabs}for {var} in {range} {{");
    scope.add(var, Ty::Int(int), false);
    scope.loops += 1;
    body(u, scope, indent, out)?;
    scope.loops -= 1;
    scope.reset(mark);
    let _ = writeln!(out, "{tabs}}}");
    Ok(())
}

/// Up to three statements one level deeper.
fn body(
    u: &mut Unstructured<'_>,
    scope: &mut Scope,
    indent: usize,
    out: &mut String,
) -> Result<()> {
    let mark = scope.mark();
    if indent < 4 {
        for _ in 0..u.int_in_range(1..=3)? {
            statement(u, scope, indent + 1, out)?;
        }
    }
    scope.reset(mark);
    Ok(())
}

/// What is matched, and arms for all its values.
pub fn arms(
    u: &mut Unstructured<'_>,
    scope: &mut Scope,
    depth: u32,
    mut arm: impl FnMut(&mut Unstructured<'_>, &mut Scope) -> Result<String>,
) -> Result<(String, String)> {
    let ty = match u.int_in_range(0..=4)? {
        0 => Ty::Phase,
        1 => Ty::Side,
        2 => Ty::Bool,
        _ => Ty::any_int(u)?,
    };
    let subject = value(u, scope, ty, depth)?;
    let mut text = String::new();
    let mut patterns: Vec<String> = match ty {
        Ty::Phase => vec!["Phase::Fresh | Phase::Done".into(), "Phase::Busy".into()],
        Ty::Side => vec![
            "Side::Right".into(),
            "Side::Left".into(),
            "Side::Middle".into(),
        ],
        Ty::Bool => vec!["true".into(), "false".into()],
        ty => {
            let mut patterns = Vec::new();
            for _ in 0..u.int_in_range(1..=3)? {
                patterns.push(pattern(u, ty)?);
            }
            patterns.push("_".into());
            patterns
        }
    };
    if patterns.len() == 2 && u.ratio(1, 4)? {
        patterns.truncate(1);
        patterns.push("_".into());
    }
    for pattern in patterns {
        let mark = scope.mark();
        // The rest may have a name.
        let pattern = if pattern == "_" && matches!(ty, Ty::Int(_)) && u.arbitrary()? {
            let name = scope.name(u)?;
            scope.add(name.clone(), ty, false);
            name
        } else {
            pattern
        };
        let _ = write!(text, "{pattern} => {} ", arm(u, scope)?);
        scope.reset(mark);
    }
    Ok((format!("({subject})"), text))
}

/// A pattern that some values of an integer match.
fn pattern(u: &mut Unstructured<'_>, ty: Ty) -> Result<String> {
    let Ty::Int(int) = ty else {
        return Ok("_".to_owned());
    };
    let (name, bits, signed) = INTS[int];
    let edges = edges::of(name);
    let mut one = || -> Result<i128> {
        let raw = *u.choose(&edges)?;
        let shift = 64 - bits;
        Ok(match signed {
            true => i128::from((raw << shift).cast_signed() >> shift),
            false => i128::from(raw),
        })
    };
    let (a, b) = (one()?, one()?);
    Ok(match u.int_in_range(0..=3)? {
        0 => a.to_string(),
        1 => format!("{a} | {b}"),
        2 => format!("{}..={}", a.min(b), a.max(b)),
        _ => format!("{a} | {}..={}", a.min(b), a.max(b)),
    })
}
