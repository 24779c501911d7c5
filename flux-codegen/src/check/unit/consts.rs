//! Values that are known when the program is built: constants, defaults of tunables, lengths of
//! arrays, bounds of loops, values of enum variants.

use super::super::ty::{Int, Ty};
use super::{ConstInfo, Unit};
use crate::diag::{Diagnostics, Problem};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, TypeKind, UnaryOp};
use crate::syntax::model::{Constant, Enum};
use proc_macro2::Span;
use std::cell::RefCell;
use std::collections::HashMap;

/// How deep a constant expression may nest, other constants in it included.
const MAX_DEPTH: u32 = 100;

/// Why an expression has no value.
enum Fault {
    NotConstant(Span),
    Fails(Span, &'static str),
    /// What it refers to was reported where it is declared.
    Reported,
}

/// How far a constant or variant is.
#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    Busy,
    Value(i128),
    Failed,
}

/// Values of constants and variants, so that each is computed once, however they refer to each
/// other.
pub(super) type Known = RefCell<HashMap<String, State>>;

/// Resolves the insides of enums and structs, and the constants and tunables.
pub(super) fn resolve(unit: &mut Unit<'_>, out: &mut Diagnostics) {
    let syntax = unit.syntax;
    for (at, item) in syntax.enums.iter().enumerate() {
        resolve_enum(unit, at, item, out);
    }
    for item in &syntax.consts {
        if let Some(info) = constant(unit, item, false, out) {
            unit.consts.push(info);
        }
    }
    for item in &syntax.tunables {
        if let Some(info) = constant(unit, item, true, out) {
            unit.tunables.push(info);
        }
    }
    for (at, item) in syntax.structs.iter().enumerate() {
        let mut fields = Vec::new();
        for (name, written) in &item.fields {
            let mut ty = unit.resolve_type(written, out);
            if !holds_plain_value(&ty) {
                let problem = Problem::FieldType {
                    ty: unit.type_text(&ty),
                };
                unit.error(out, written.span, &problem);
                // A struct inside itself would have no size.
                ty = Ty::Error;
            }
            fields.push((name.to_string(), ty));
        }
        if let Some(info) = unit.structs.get_mut(at) {
            info.fields = fields;
        }
    }
}

/// The type of an enum's values unless it says another.
const DISCRIMINANT: Int = Int {
    bits: 64,
    signed: true,
    size: true,
};

fn resolve_enum(unit: &mut Unit<'_>, at: usize, item: &Enum, out: &mut Diagnostics) {
    if item.variants.is_empty() {
        let name = item.name.to_string();
        unit.error(out, item.name.span(), &Problem::EnumEmpty { name });
    }
    let mut next = 0;
    let mut variants = Vec::new();
    for (name, value) in &item.variants {
        if let Some(value) = value {
            next = evaluate(unit, value, &Ty::Int(DISCRIMINANT), out).unwrap_or(next);
        }
        variants.push((name.to_string(), next));
        next += 1;
    }
    let repr = item
        .repr
        .as_ref()
        .and_then(|name| Int::from_name(&name.to_string()));
    let repr = repr.unwrap_or_else(|| smallest(&variants));
    if let Some(info) = unit.enums.get_mut(at) {
        info.variants = variants;
        info.repr = repr;
    }
}

/// `u32`, or what the values need.
fn smallest(variants: &[(String, i128)]) -> Int {
    let fits = |int: Int| variants.iter().all(|(_, value)| int.holds(*value));
    let i64 = Int {
        bits: 64,
        signed: true,
        size: false,
    };
    [Int::U32, Int::I32, i64]
        .into_iter()
        .find(|int| fits(*int))
        .unwrap_or(i64)
}

/// Whether a field of a struct that is used by value may have the type. A struct inside a struct
/// is left out, as is an array: both would be copied by every read.
fn holds_plain_value(ty: &Ty) -> bool {
    ty.is_scalar() || *ty == Ty::Error
}

fn constant(
    unit: &Unit<'_>,
    item: &Constant,
    is_tunable: bool,
    out: &mut Diagnostics,
) -> Option<ConstInfo> {
    let ty = match is_tunable {
        true => tunable_type(unit, item, out),
        false => unit.resolve_type(&item.ty, out),
    };
    // What the command line gives, and what the default is written as.
    let inner = match &ty {
        Ty::PerChild(inner, _) => inner,
        ty => ty,
    };
    let fits = match inner {
        Ty::CpuSet => is_tunable,
        Ty::Enum(_) => !is_tunable,
        inner => inner.is_scalar(),
    };
    if !fits {
        let text = unit.type_text(&ty);
        let problem = match is_tunable {
            true => Problem::TunableType { ty: text },
            false => Problem::ConstType { ty: text },
        };
        if ty != Ty::Error {
            unit.error(out, item.ty.span, &problem);
        }
        return None;
    }
    let value = match &ty {
        Ty::CpuSet => cpu_set(unit, &item.value, out)?,
        Ty::PerChild(inner, _) => {
            let value = default_for_all(&item.value).unwrap_or(&item.value);
            evaluate(unit, value, inner, out)?
        }
        ty => evaluate(unit, &item.value, ty, out)?,
    };
    let line = item.name.span().start().line;
    Some(ConstInfo {
        name: item.name.to_string(),
        ty,
        value,
        docs: item.docs.clone(),
        line,
    })
}

fn tunable_type(unit: &Unit<'_>, item: &Constant, out: &mut Diagnostics) -> Ty {
    match &item.ty.kind {
        TypeKind::Named(name, _) if name == "CpuSet" => Ty::CpuSet,
        _ => super::fields::per_child(unit, &item.ty, out)
            .unwrap_or_else(|| unit.resolve_type(&item.ty, out)),
    }
}

/// The value in `PerChild::new(value)`.
fn default_for_all(value: &Expr) -> Option<&Expr> {
    match &value.kind {
        ExprKind::Call(path, arguments) => match (path.as_slice(), arguments.as_slice()) {
            ([ty, new], [value]) if ty == "PerChild" && new == "new" => Some(value),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the default is all CPUs or none.
fn cpu_set(unit: &Unit<'_>, value: &Expr, out: &mut Diagnostics) -> Option<i128> {
    if let ExprKind::Call(path, arguments) = &value.kind
        && let ([ty, of], []) = (path.as_slice(), arguments.as_slice())
        && ty == "CpuSet"
    {
        if of == "all" {
            return Some(1);
        }
        if of == "none" {
            return Some(0);
        }
    }
    if !matches!(value.kind, ExprKind::Invalid) {
        unit.error(out, value.span, &Problem::ConstNotConstant);
    }
    None
}

/// The value of a constant expression of type `ty`; none after a report.
pub(crate) fn evaluate(
    unit: &Unit<'_>,
    expr: &Expr,
    ty: &Ty,
    out: &mut Diagnostics,
) -> Option<i128> {
    evaluate_or(unit, expr, ty, &Problem::ConstNotConstant, out)
}

/// Like [`evaluate`], with other words for what is not constant.
pub(crate) fn evaluate_or(
    unit: &Unit<'_>,
    expr: &Expr,
    ty: &Ty,
    not_constant: &Problem,
    out: &mut Diagnostics,
) -> Option<i128> {
    let (span, problem) = match try_evaluate(unit, expr, ty, 0) {
        Ok(value) => match ty.as_int() {
            Some(int) if !int.holds(value) => {
                let (value, ty) = (value.to_string(), int.to_string());
                (expr.span, Problem::ConstRange { value, ty })
            }
            _ => return Some(value),
        },
        Err(Fault::Reported) => return None,
        Err(Fault::NotConstant(span)) => (span, not_constant.clone()),
        Err(Fault::Fails(span, why)) => (span, Problem::ConstFails { why }),
    };
    unit.error(out, span, &problem);
    None
}

fn try_evaluate(unit: &Unit<'_>, expr: &Expr, ty: &Ty, depth: u32) -> Result<i128, Fault> {
    const TOO_LARGE: &str = "it does not fit 128 bits";
    let not_constant = Fault::NotConstant(expr.span);
    if depth > MAX_DEPTH {
        return Err(not_constant);
    }
    let inner = |expr: &Expr| try_evaluate(unit, expr, ty, depth + 1);
    let too_large = || Fault::Fails(expr.span, TOO_LARGE);
    match &expr.kind {
        ExprKind::Invalid => Err(Fault::Reported),
        ExprKind::Int(value, _) => i128::try_from(*value).map_err(|_| too_large()),
        ExprKind::Bool(value) => Ok(i128::from(*value)),
        ExprKind::Path(path) => {
            let names: Vec<String> = path.iter().map(ToString::to_string).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            path_value(unit, &names, expr.span, depth)
        }
        ExprKind::Unary(UnaryOp::Neg, value) => inner(value)?.checked_neg().ok_or_else(too_large),
        ExprKind::Unary(UnaryOp::Not, value) => match (ty, ty.as_int()) {
            (Ty::Bool, _) => Ok(1 - inner(value)?),
            (_, Some(int)) => Ok(int.wrap(!inner(value)?)),
            (_, None) => Err(not_constant),
        },
        ExprKind::Binary(op, _, left, right) => {
            // What is compared has a type of its own, and so has what a shift counts.
            let compared = op.compares().then(|| {
                let known = own_type(unit, left).or_else(|| own_type(unit, right));
                known.unwrap_or(Ty::Int(Int::I32))
            });
            let operands = compared.as_ref().unwrap_or(ty);
            let shifts = matches!(op, BinaryOp::Shl | BinaryOp::Shr);
            let counted = shifts.then(|| own_type(unit, right).unwrap_or(Ty::Int(Int::I32)));
            let left = try_evaluate(unit, left, operands, depth + 1)?;
            let right_ty = counted.as_ref().unwrap_or(operands);
            let right_value = try_evaluate(unit, right, right_ty, depth + 1)?;
            let value = binary(*op, left, right_value);
            let value = value.map_err(|why| Fault::Fails(right.span, why))?;
            // What a shift moves out is gone, and no overflow.
            match (op, ty.as_int()) {
                (BinaryOp::Shl, Some(int)) => Ok(int.wrap(value)),
                _ => Ok(value),
            }
        }
        ExprKind::Cast(value, to) => {
            let to = unit.resolve_type(to, &mut Diagnostics::new());
            // `5 as u64` is a `u64` from the start; `(1 << 31) as u64` shifts an `i32`.
            let from = own_type(unit, value).unwrap_or_else(|| match value.kind {
                ExprKind::Binary(..) => Ty::Int(Int::I32),
                _ => to.clone(),
            });
            let value = try_evaluate(unit, value, &from, depth + 1)?;
            let int = to.as_int().ok_or(not_constant)?;
            Ok(int.wrap(value))
        }
        ExprKind::Call(path, arguments) => match (path.as_slice(), arguments.as_slice()) {
            ([ty, unit_name], [value]) if ty == "Nanos" => {
                let factor = nanos_factor(&unit_name.to_string()).ok_or(not_constant)?;
                inner(value)?.checked_mul(factor).ok_or_else(too_large)
            }
            _ => Err(not_constant),
        },
        ExprKind::Method(value, name, arguments) if name == "as_nanos" && arguments.is_empty() => {
            try_evaluate(unit, value, &Ty::Nanos, depth + 1)
        }
        _ => Err(not_constant),
    }
}

/// The type that an expression has whatever is expected of it; none if it consists of literals
/// without one.
fn own_type(unit: &Unit<'_>, expr: &Expr) -> Option<Ty> {
    match &expr.kind {
        ExprKind::Int(_, suffix) => Int::from_name(suffix.as_deref()?).map(Ty::Int),
        ExprKind::Bool(_) => Some(Ty::Bool),
        ExprKind::Path(path) => {
            let names: Vec<String> = path.iter().map(ToString::to_string).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            match names.as_slice() {
                [name] | ["Self", name] => {
                    let mut all = unit.syntax.consts.iter();
                    let item = all.find(|item| item.name == *name)?;
                    Some(unit.resolve_type(&item.ty, &mut Diagnostics::new()))
                }
                [ty, name] => match int_constant(ty, name) {
                    Some((int, _)) => Some(Ty::Int(int)),
                    None => Some(Ty::Int(DISCRIMINANT)),
                },
                _ => None,
            }
        }
        ExprKind::Unary(_, value) => own_type(unit, value),
        ExprKind::Binary(op, _, left, right) => match op {
            _ if op.compares() => Some(Ty::Bool),
            BinaryOp::Shl | BinaryOp::Shr => own_type(unit, left),
            _ => own_type(unit, left).or_else(|| own_type(unit, right)),
        },
        ExprKind::Cast(_, to) => Some(unit.resolve_type(to, &mut Diagnostics::new())),
        ExprKind::Call(..) => Some(Ty::Nanos),
        ExprKind::Method(..) => Some(Ty::Int(Int::U64)),
        _ => None,
    }
}

/// Nanoseconds in the unit of `Nanos::from_…`.
pub(crate) fn nanos_factor(constructor: &str) -> Option<i128> {
    match constructor {
        "from_nanos" => Some(1),
        "from_micros" => Some(1_000),
        "from_millis" => Some(1_000_000),
        "from_secs" => Some(1_000_000_000),
        _ => None,
    }
}

/// `u32::MAX` and the like.
pub(crate) fn int_constant(ty: &str, name: &str) -> Option<(Int, i128)> {
    let int = Int::from_name(ty)?;
    match name {
        "MAX" => Some((int, int.max())),
        "MIN" => Some((int, int.min())),
        "BITS" => Some((Int::U32, i128::from(int.bits))),
        _ => None,
    }
}

fn path_value(unit: &Unit<'_>, path: &[&str], span: Span, depth: u32) -> Result<i128, Fault> {
    match path {
        [name] | ["Self", name] => {
            let item = unit.syntax.consts.iter().find(|item| item.name == *name);
            let Some(item) = item else {
                return Err(Fault::NotConstant(span));
            };
            // Constants may be declared after their use.
            once(unit, (*name).to_owned(), span, || {
                let ty = unit.resolve_type(&item.ty, &mut Diagnostics::new());
                try_evaluate(unit, &item.value, &ty, depth + 1)
            })
        }
        [ty, name] => {
            if let Some((_, value)) = int_constant(ty, name) {
                return Ok(value);
            }
            let item = unit.syntax.enums.iter().find(|item| item.name == *ty);
            let at = item.and_then(|item| item.variants.iter().position(|(v, _)| v == name));
            match (item, at) {
                (Some(item), Some(at)) => variant_value(unit, item, at, depth),
                _ => Err(Fault::NotConstant(span)),
            }
        }
        _ => Err(Fault::NotConstant(span)),
    }
}

/// The value of a variant: its own, or one more than that of the one before.
fn variant_value(unit: &Unit<'_>, item: &Enum, at: usize, depth: u32) -> Result<i128, Fault> {
    let before = item.variants.iter().take(at + 1).enumerate();
    let mut own = before.filter_map(|(at, (_, value))| Some((at, value.as_ref()?)));
    let Some((from, value)) = own.next_back() else {
        return Ok(at as i128);
    };
    let first = once(unit, format!("{}::{from}", item.name), value.span, || {
        try_evaluate(unit, value, &Ty::Int(DISCRIMINANT), depth + 1)
    })?;
    Ok(first.saturating_add((at - from) as i128))
}

/// Computes a value the first time. A circle has none, which is said where it closes.
fn once(
    unit: &Unit<'_>,
    name: String,
    span: Span,
    compute: impl FnOnce() -> Result<i128, Fault>,
) -> Result<i128, Fault> {
    let known = unit.known.borrow().get(&name).copied();
    match known {
        Some(State::Value(value)) => Ok(value),
        Some(State::Failed) => Err(Fault::Reported),
        Some(State::Busy) => Err(Fault::NotConstant(span)),
        None => {
            unit.known.borrow_mut().insert(name.clone(), State::Busy);
            let value = compute();
            let state = match &value {
                Ok(value) => State::Value(*value),
                Err(_) => State::Failed,
            };
            unit.known.borrow_mut().insert(name, state);
            value
        }
    }
}

fn binary(op: BinaryOp, left: i128, right: i128) -> Result<i128, &'static str> {
    const TOO_LARGE: &str = "it does not fit 128 bits";
    const BY_ZERO: &str = "it divides by zero";
    let shift = || {
        let by = u32::try_from(right).ok().filter(|by| *by < 64);
        by.ok_or("it shifts by 64 bits or more, or by less than none")
    };
    match op {
        BinaryOp::Add => left.checked_add(right).ok_or(TOO_LARGE),
        BinaryOp::Sub => left.checked_sub(right).ok_or(TOO_LARGE),
        BinaryOp::Mul => left.checked_mul(right).ok_or(TOO_LARGE),
        BinaryOp::Div => left.checked_div(right).ok_or(BY_ZERO),
        BinaryOp::Rem => left.checked_rem(right).ok_or(BY_ZERO),
        BinaryOp::BitAnd => Ok(left & right),
        BinaryOp::BitOr => Ok(left | right),
        BinaryOp::BitXor => Ok(left ^ right),
        BinaryOp::Shl => left.checked_mul(1 << shift()?).ok_or(TOO_LARGE),
        BinaryOp::Shr => Ok(left >> shift()?),
        BinaryOp::Eq => Ok(i128::from(left == right)),
        BinaryOp::Ne => Ok(i128::from(left != right)),
        BinaryOp::Lt => Ok(i128::from(left < right)),
        BinaryOp::Le => Ok(i128::from(left <= right)),
        BinaryOp::Gt => Ok(i128::from(left > right)),
        BinaryOp::Ge => Ok(i128::from(left >= right)),
        BinaryOp::And => Ok(left & right),
        BinaryOp::Or => Ok(left | right),
    }
}
