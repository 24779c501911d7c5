//! Operators on two literals, computed here.
//!
//! A small literal is an `int` in C, whatever its type in Rust, and so is everything made of such
//! literals alone: `!0 >> 1` would be -1. Next to anything that has its type it takes that. So
//! what is written to C is never made of literals alone.

use super::super::steps::Value;
use super::super::tree::IntMethod;
use super::super::ty::Int;
use crate::syntax::ast::{BinaryOp, UnaryOp};

/// The value of `op literal`.
pub(super) fn unary(op: UnaryOp, value: i128, int: Int) -> Value {
    let result = match op {
        UnaryOp::Neg => -value,
        UnaryOp::Not => !value,
    };
    Value::Int(int.wrap(result), int)
}

/// The value of `left op right`, of which `left` is an `int`; none for a division by zero, which
/// ends the scheduler.
pub(super) fn binary(op: BinaryOp, int: Int, left: i128, right: i128) -> Option<Value> {
    let by = u32::try_from(right & i128::from(int.bits - 1)).unwrap_or(0);
    let result = match op {
        BinaryOp::Add => left + right,
        BinaryOp::Sub => left - right,
        // The low bits are the same however far it wraps.
        BinaryOp::Mul => left.wrapping_mul(right),
        BinaryOp::Div => left.checked_div(right)?,
        BinaryOp::Rem => left.checked_rem(right)?,
        BinaryOp::BitAnd => left & right,
        BinaryOp::BitOr => left | right,
        BinaryOp::BitXor => left ^ right,
        BinaryOp::Shl => left << by,
        BinaryOp::Shr => left >> by,
        BinaryOp::Eq => return Some(Value::Bool(left == right)),
        BinaryOp::Ne => return Some(Value::Bool(left != right)),
        BinaryOp::Lt => return Some(Value::Bool(left < right)),
        BinaryOp::Le => return Some(Value::Bool(left <= right)),
        BinaryOp::Gt => return Some(Value::Bool(left > right)),
        BinaryOp::Ge => return Some(Value::Bool(left >= right)),
        BinaryOp::And | BinaryOp::Or => return None,
    };
    Some(Value::Int(int.wrap(result), int))
}

/// The value of `left.method(right)`.
pub(super) fn method(method: IntMethod, int: Int, left: i128, right: i128) -> Value {
    let result = match method {
        IntMethod::Min => left.min(right),
        IntMethod::Max => left.max(right),
        IntMethod::WrappingAdd => left + right,
        IntMethod::WrappingSub => left - right,
        IntMethod::WrappingMul => left.wrapping_mul(right),
        IntMethod::SaturatingAdd => (left + right).clamp(int.min(), int.max()),
        IntMethod::SaturatingSub => (left - right).clamp(int.min(), int.max()),
    };
    Value::Int(int.wrap(result), int)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_wrap_at_their_own_width() {
        let i8 = Int::from_name("i8").expect("a type");
        let number = |value: Value| match value {
            Value::Int(value, _) => value,
            other => panic!("{other:?}"),
        };
        assert_eq!(number(unary(UnaryOp::Not, 0, Int::U64)), u64::MAX.into());
        assert_eq!(number(unary(UnaryOp::Neg, -128, i8)), -128);
        let of = |op, a, b| binary(op, i8, a, b).map(number);
        assert_eq!(of(BinaryOp::Add, 127, 1), Some(-128));
        assert_eq!(of(BinaryOp::Div, -128, -1), Some(-128));
        assert_eq!(of(BinaryOp::Shl, 1, 9), Some(2));
        assert_eq!(of(BinaryOp::Shr, -128, 7), Some(-1));
        assert_eq!(of(BinaryOp::Rem, 1, 0), None);
        assert_eq!(number(method(IntMethod::SaturatingSub, i8, -128, 1)), -128);
    }
}
