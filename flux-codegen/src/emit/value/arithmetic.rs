//! Operators and the methods of integers.

use super::{Binding, Values};
use crate::check::steps::Value;
use crate::check::tree::IntMethod;
use crate::check::ty::{Int, Ty};
use crate::emit::literal::literal;
use crate::syntax::ast::{BinaryOp, UnaryOp};

/// An unsigned type in which arithmetic of `int` wraps and is defined: `int` itself or wider, since
/// C makes narrow operands signed.
fn unsigned(int: Int) -> &'static str {
    if int.bits == 64 { "u64" } else { "u32" }
}

impl Values<'_> {
    pub(super) fn unary(&self, op: UnaryOp, ty: &Ty, value: &Value) -> (String, Binding) {
        let int = match (op, ty.as_int()) {
            (UnaryOp::Not, Some(int)) => {
                let text = format!("~{}", self.atom(value));
                return match int.bits < 32 {
                    true => (format!("({}){text}", int.c_name()), Binding::Prefix),
                    false => (text, Binding::Prefix),
                };
            }
            (UnaryOp::Neg, Some(int)) => int,
            _ => {
                let text = self.write_condition(value);
                let text = if text.1 == Binding::Atom {
                    text.0
                } else {
                    format!("({})", text.0)
                };
                return (format!("!{text}"), Binding::Prefix);
            }
        };
        let unsigned = unsigned(int);
        (
            format!("({})-{}", int.c_name(), self.cast(unsigned, value)),
            Binding::Prefix,
        )
    }

    pub(super) fn binary(
        &self,
        op: BinaryOp,
        ty: &Ty,
        left: &Value,
        right: &Value,
    ) -> (String, Binding) {
        let Some(int) = ty.as_int() else {
            return self.plain(op, left, right);
        };
        match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul => {
                if int.signed || int.bits < 32 {
                    let wide = unsigned(int);
                    let a = self.cast(wide, left);
                    // A number becomes what stands before it.
                    let b = match right {
                        Value::Int(value, _) if *value >= 0 => self.text(right),
                        right => self.cast(wide, right),
                    };
                    let text = format!("({})({a} {} {b})", int.c_name(), op.symbol());
                    return (text, Binding::Prefix);
                }
                self.plain(op, left, right)
            }
            BinaryOp::Div | BinaryOp::Rem if int.signed => {
                let name = if op == BinaryOp::Div {
                    "flux_sdiv"
                } else {
                    "flux_srem"
                };
                let (a, b) = (self.text(left), self.text(right));
                let call = format!("{name}({a}, {b})");
                match int.bits {
                    // What the function returns.
                    64 => (call, Binding::Atom),
                    _ => (format!("({}){call}", int.c_name()), Binding::Prefix),
                }
            }
            BinaryOp::Shl | BinaryOp::Shr => self.shift(op, int, left, right),
            _ => self.plain(op, left, right),
        }
    }

    /// `place += value` for `place = place + value`, where C's operator has Rust's meaning.
    pub(in crate::emit) fn compound(&self, place: &Value, value: &Value) -> Option<String> {
        use BinaryOp::{Add, BitAnd, BitOr, BitXor, Mul, Sub};
        let Value::Binary(op, ty, left, right) = value else {
            return None;
        };
        let is_plain = match op {
            Add | Sub | Mul => ty.as_int().is_some_and(|int| !int.signed && int.bits >= 32),
            BitAnd | BitOr | BitXor => ty.as_int().is_some(),
            _ => false,
        };
        // Both sides are free of effects: whatever acts has run before.
        let to = self.text(place);
        if !is_plain || left.acts() || self.text(left) != to {
            return None;
        }
        Some(match (op, right.as_ref()) {
            (Add, Value::Int(1, _)) => format!("{to}++"),
            (Sub, Value::Int(1, _)) => format!("{to}--"),
            _ => format!("{to} {}= {}", op.symbol(), self.text(right)),
        })
    }

    pub(super) fn plain(&self, op: BinaryOp, left: &Value, right: &Value) -> (String, Binding) {
        use BinaryOp::{Add, BitAnd, BitOr, BitXor, Div, Mul, Rem, Shl, Shr, Sub};
        let (binding, left_least, right_least) = match op {
            Add | Sub => (Binding::Sum, Binding::Sum, Binding::Product),
            Mul | Div | Rem => (Binding::Product, Binding::Prefix, Binding::Prefix),
            BitAnd | BitOr | BitXor | Shl | Shr => {
                (Binding::Loose, Binding::Prefix, Binding::Prefix)
            }
            _ => (Binding::Comparison, Binding::Sum, Binding::Sum),
        };
        let (mut left, right) = (self.tight(left, left_least), self.tight(right, right_least));
        // C compilers take `!a == b` for a slip.
        if left.starts_with('!') {
            left = format!("({left})");
        }
        (format!("{left} {} {right}", op.symbol()), binding)
    }

    /// Shifts count modulo the width, as Rust's wrapping shifts do.
    fn shift(&self, op: BinaryOp, int: Int, left: &Value, right: &Value) -> (String, Binding) {
        let mask = i128::from(int.bits) - 1;
        let by = match right {
            Value::Int(by, _) => (by & mask).to_string(),
            by => format!("({} & {mask})", self.tight(by, Binding::Prefix)),
        };
        if op == BinaryOp::Shr {
            // The sign fills up what is shifted away, so a literal must have its type.
            let left = match left {
                Value::Int(..) => self.cast(int.c_name(), left),
                left => self.tight(left, Binding::Prefix),
            };
            return (format!("{left} >> {by}"), Binding::Loose);
        }
        let left = match left {
            left if matches!(left, Value::Int(..)) || int.signed || int.bits < 32 => {
                self.cast(unsigned(int), left)
            }
            left => self.tight(left, Binding::Prefix),
        };
        match int.signed || int.bits < 32 {
            true => (
                format!("({})({left} << {by})", int.c_name()),
                Binding::Prefix,
            ),
            false => (format!("{left} << {by}"), Binding::Loose),
        }
    }

    pub(super) fn int_method(
        &self,
        method: IntMethod,
        int: Int,
        left: &Value,
        right: &Value,
    ) -> (String, Binding) {
        let ty = Ty::Int(int);
        let operate = |op| self.binary(op, &ty, left, right);
        let choose = |cond: String, yes: String, no: String| {
            (format!("{cond} ? {yes} : {no}"), Binding::Loose)
        };
        let (a, b) = (
            self.tight(left, Binding::Sum),
            self.tight(right, Binding::Sum),
        );
        match method {
            IntMethod::Min => choose(format!("{a} < {b}"), a, b),
            IntMethod::Max => choose(format!("{a} > {b}"), a, b),
            IntMethod::WrappingAdd => operate(BinaryOp::Add),
            IntMethod::WrappingSub => operate(BinaryOp::Sub),
            IntMethod::WrappingMul => operate(BinaryOp::Mul),
            IntMethod::SaturatingAdd | IntMethod::SaturatingSub if int.signed => {
                self.saturating_signed(method == IntMethod::SaturatingAdd, int, left, right)
            }
            IntMethod::SaturatingAdd => {
                let sum = operate(BinaryOp::Add).0;
                let max = literal(int.max(), int);
                choose(format!("{sum} < {a}"), max, sum)
            }
            IntMethod::SaturatingSub => {
                let difference = operate(BinaryOp::Sub).0;
                choose(format!("{a} > {b}"), difference, "0".to_owned())
            }
        }
    }

    /// Which end is near depends on the sign of the second value; the distance to that end fits.
    fn saturating_signed(
        &self,
        adds: bool,
        int: Int,
        left: &Value,
        right: &Value,
    ) -> (String, Binding) {
        let (op, back) = match adds {
            true => (BinaryOp::Add, "-"),
            false => (BinaryOp::Sub, "+"),
        };
        let result = self.binary(op, &Ty::Int(int), left, right).0;
        let a = self.tight(left, Binding::Sum);
        let b = self.tight(right, Binding::Product);
        let (min, max) = (literal(int.min(), int), literal(int.max(), int));
        let down = format!("{a} < {min} {back} {b} ? {min} : {result}");
        let up = format!("{a} > {max} {back} {b} ? {max} : {result}");
        let (negative, positive) = if adds { (down, up) } else { (up, down) };
        let text = match right {
            Value::Int(by, _) if *by < 0 => negative,
            Value::Int(..) => positive,
            _ => format!("{b} < 0 ? ({negative}) : ({positive})"),
        };
        (text, Binding::Loose)
    }
}
