//! Operators with Rust's meaning.

use super::super::steps::{StepKind, Value, VarId};
use super::super::tree::{Expr, ExprKind};
use super::super::ty::Ty;
use super::{Dest, Lower, fold};
use crate::syntax::ast::{BinaryOp, UnaryOp};
use proc_macro2::Span;

impl Lower<'_> {
    pub(super) fn unary(&mut self, op: UnaryOp, expr: &Expr) -> Value {
        let ty = self.ty(expr);
        let value = self.value(expr);
        match (value, ty.as_int()) {
            (Value::Int(value, _), Some(int)) => fold::unary(op, value, int),
            (value, _) => Value::Unary(op, ty, Box::new(value)),
        }
    }

    /// `left op right`, after a check of the divisor where there is one that `may_be_zero`.
    pub(super) fn operate(
        &mut self,
        op: BinaryOp,
        span: Span,
        ty: &Ty,
        (left, right): (Value, Value),
        may_be_zero: bool,
    ) -> Value {
        if let (Value::Int(a, _), Value::Int(b, _), Some(int)) = (&left, &right, ty.as_int())
            && let Some(value) = fold::binary(op, int, *a, *b)
        {
            return value;
        }
        let divides = matches!(op, BinaryOp::Div | BinaryOp::Rem);
        let safe = !may_be_zero || matches!(right, Value::Int(value, _) if value != 0);
        if !divides || safe {
            return Value::Binary(op, ty.clone(), Box::new(left), Box::new(right));
        }
        let left = self.keep(left, ty.clone(), "dividend", span);
        let right = self.keep(right, ty.clone(), "divisor", span);
        let zero = Value::Int(0, ty.as_int().unwrap_or(super::super::ty::Int::I32));
        let (a, b) = (Box::new(right.clone()), Box::new(zero));
        let is_zero = Value::Binary(BinaryOp::Eq, ty.clone(), a, b);
        let message = match op {
            BinaryOp::Div => "attempt to divide by zero",
            _ => "attempt to calculate the remainder with a divisor of zero",
        };
        self.exit_if(is_zero, message, span);
        Value::Binary(op, ty.clone(), Box::new(left), Box::new(right))
    }

    /// `&&` and `||`: what is right of it runs only if it is needed.
    pub(super) fn logic(&mut self, is_and: bool, left: &Expr, right: &Expr, span: Span) -> Value {
        let first = self.value(left);
        // Tried first: without steps of its own it can stand in the C expression as it is.
        let declared = self.declared.clone();
        let (steps, second) = self.steps_of(|lower| lower.scoped_value(right, "cond"));
        if steps.is_empty() {
            return Value::Logic(is_and, Box::new(first), Box::new(second));
        }
        // What holds another `&&` is not lowered again: that would double with each level.
        if holds_logic(right) {
            let var = self.temporary("cond", Ty::Bool, true);
            self.push(StepKind::Declare(var, Some(first)), span);
            let test = self.goes_on(is_and, var);
            let then = self.block_of(|lower| {
                lower.append(steps);
                lower.push(StepKind::Assign(Value::Var(var), second), span);
            });
            self.push(StepKind::If(test, then, Vec::new()), span);
            return Value::Var(var);
        }
        self.declared = declared;
        let var = self.temporary("cond", Ty::Bool, true);
        self.push(StepKind::Declare(var, Some(first)), span);
        let test = self.goes_on(is_and, var);
        let then = self.block_of(|lower| {
            lower.with_temporaries(right, |lower| lower.lower(right, Dest::Var(var)));
        });
        self.push(StepKind::If(test, then, Vec::new()), span);
        Value::Var(var)
    }

    /// Whether the right side runs: after `true` for `&&`, after `false` for `||`.
    fn goes_on(&self, is_and: bool, first: VarId) -> Value {
        match is_and {
            true => Value::Var(first),
            false => Value::Unary(UnaryOp::Not, Ty::Bool, Box::new(Value::Var(first))),
        }
    }
}

/// Whether there is a `&&` or `||` somewhere inside.
fn holds_logic(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |expr| found |= matches!(expr.kind, ExprKind::Logic(..)));
    found
}
