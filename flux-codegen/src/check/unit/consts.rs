//! Values that are known when the program is built: constants, defaults of tunables, lengths of
//! arrays, bounds of loops, values of enum variants.

use super::super::ty::{Int, Ty};
use super::{ConstInfo, Unit};
use crate::diag::{Diagnostics, Problem};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::syntax::model::Constant;

/// How deep constants may refer to each other.
const MAX_DEPTH: u32 = 32;

/// Resolves the insides of enums and structs, and the constants and tunables.
pub(super) fn resolve(unit: &mut Unit<'_>, out: &mut Diagnostics) {
    let syntax = unit.syntax;
    for item in &syntax.consts {
        if let Some(info) = constant(unit, item, out) {
            unit.consts.push(info);
        }
    }
    for item in &syntax.tunables {
        if let Some(info) = constant(unit, item, out) {
            unit.tunables.push(info);
        }
    }
    for (at, item) in syntax.enums.iter().enumerate() {
        let mut next = 0;
        let mut variants = Vec::new();
        for (name, value) in &item.variants {
            if let Some(value) = value {
                // Discriminants are `isize` unless the enum says otherwise.
                let int = Int {
                    bits: 64,
                    signed: true,
                    size: true,
                };
                next = evaluate(unit, value, &Ty::Int(int), out).unwrap_or(next);
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

fn constant(unit: &Unit<'_>, item: &Constant, out: &mut Diagnostics) -> Option<ConstInfo> {
    let ty = unit.resolve_type(&item.ty, out);
    if !ty.is_scalar() {
        if ty != Ty::Error {
            let problem = Problem::ConstType {
                ty: unit.type_text(&ty),
            };
            unit.error(out, item.ty.span, &problem);
        }
        return None;
    }
    let value = evaluate(unit, &item.value, &ty, out)?;
    let line = item.name.span().start().line;
    Some(ConstInfo {
        name: item.name.to_string(),
        ty,
        value,
        docs: item.docs.clone(),
        line,
    })
}

/// The value of a constant expression of type `ty`; none after a report.
pub(crate) fn evaluate(
    unit: &Unit<'_>,
    expr: &Expr,
    ty: &Ty,
    out: &mut Diagnostics,
) -> Option<i128> {
    if matches!(expr.kind, ExprKind::Invalid) {
        return None;
    }
    match try_evaluate(unit, expr, ty, 0) {
        Ok(value) => match ty.as_int() {
            Some(int) if !int.holds(value) => {
                let problem = Problem::ConstRange {
                    value: value.to_string(),
                    ty: int.to_string(),
                };
                unit.error(out, expr.span, &problem);
                None
            }
            _ => Some(value),
        },
        Err(span) => {
            unit.error(out, span, &Problem::ConstNotConstant);
            None
        }
    }
}

/// The value, or the place that is not constant.
fn try_evaluate(
    unit: &Unit<'_>,
    expr: &Expr,
    ty: &Ty,
    depth: u32,
) -> Result<i128, proc_macro2::Span> {
    let not_constant = Err(expr.span);
    if depth > MAX_DEPTH {
        return not_constant;
    }
    let inner = |expr: &Expr| try_evaluate(unit, expr, ty, depth + 1);
    match &expr.kind {
        ExprKind::Int(value, _) => i128::try_from(*value).map_err(|_| expr.span),
        ExprKind::Bool(value) => Ok(i128::from(*value)),
        ExprKind::Path(path) => {
            let names: Vec<String> = path.iter().map(ToString::to_string).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            path_value(unit, &names, depth).ok_or(expr.span)
        }
        ExprKind::Unary(UnaryOp::Neg, value) => inner(value)?.checked_neg().ok_or(expr.span),
        ExprKind::Unary(UnaryOp::Not, value) => match ty {
            Ty::Bool => Ok(1 - inner(value)?),
            _ => ty
                .as_int()
                .map_or(not_constant, |int| Ok(int.wrap(!inner(value)?))),
        },
        ExprKind::Binary(op, _, left, right) => {
            binary(*op, inner(left)?, inner(right)?).ok_or(expr.span)
        }
        ExprKind::Cast(value, to) => {
            let to = unit.resolve_type(to, &mut Diagnostics::new());
            let value = try_evaluate(unit, value, &to, depth + 1)?;
            to.as_int().map_or(not_constant, |int| Ok(int.wrap(value)))
        }
        ExprKind::Call(path, arguments) => match (path.as_slice(), arguments.as_slice()) {
            ([ty, unit_name], [value]) if ty == "Nanos" => {
                let factor = nanos_factor(&unit_name.to_string()).ok_or(expr.span)?;
                inner(value)?.checked_mul(factor).ok_or(expr.span)
            }
            _ => not_constant,
        },
        ExprKind::Method(value, name, arguments) if name == "as_nanos" && arguments.is_empty() => {
            try_evaluate(unit, value, &Ty::Nanos, depth + 1)
        }
        _ => not_constant,
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

fn path_value(unit: &Unit<'_>, path: &[&str], depth: u32) -> Option<i128> {
    match path {
        [name] | ["Self", name] => {
            if let Some(known) = unit.consts.iter().find(|item| item.name == *name) {
                return Some(known.value);
            }
            // Constants may be declared after their use.
            let item = unit.syntax.consts.iter().find(|item| item.name == *name)?;
            let ty = unit.resolve_type(&item.ty, &mut Diagnostics::new());
            try_evaluate(unit, &item.value, &ty, depth + 1).ok()
        }
        [ty, name] => match int_constant(ty, name) {
            Some((_, value)) => Some(value),
            None => {
                let item = unit.enums.iter().find(|item| item.name == *ty)?;
                item.variants
                    .iter()
                    .find(|(variant, _)| variant == name)
                    .map(|(_, value)| *value)
            }
        },
        _ => None,
    }
}

fn binary(op: BinaryOp, left: i128, right: i128) -> Option<i128> {
    let shift = u32::try_from(right).ok().filter(|by| *by < 64);
    match op {
        BinaryOp::Add => left.checked_add(right),
        BinaryOp::Sub => left.checked_sub(right),
        BinaryOp::Mul => left.checked_mul(right),
        BinaryOp::Div => left.checked_div(right),
        BinaryOp::Rem => left.checked_rem(right),
        BinaryOp::BitAnd => Some(left & right),
        BinaryOp::BitOr => Some(left | right),
        BinaryOp::BitXor => Some(left ^ right),
        BinaryOp::Shl => left.checked_mul(1 << shift?),
        BinaryOp::Shr => Some(left >> shift?),
        BinaryOp::Eq => Some(i128::from(left == right)),
        BinaryOp::Ne => Some(i128::from(left != right)),
        BinaryOp::Lt => Some(i128::from(left < right)),
        BinaryOp::Le => Some(i128::from(left <= right)),
        BinaryOp::Gt => Some(i128::from(left > right)),
        BinaryOp::Ge => Some(i128::from(left >= right)),
        BinaryOp::And => Some(left & right),
        BinaryOp::Or => Some(left | right),
    }
}
