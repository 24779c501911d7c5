//! Values that cannot be right, whatever happens: an index, a divisor, a shift or a literal that is
//! known when the program is built.
//!
//! rustc has lints for these, but they come last, and `cargo check` does not get to them: by then the
//! build script would have built a scheduler that exits. A variable that is not `mut` counts if its
//! value is known; what changes is not followed.

use super::tree::{Block, Expr, ExprKind, Function, LocalId, Pat, Stmt};
use super::ty::{Int, Ty};
use super::unit::Unit;
use crate::diag::{Diagnostics, Problem};
use crate::syntax::ast::{BinaryOp, UnaryOp};
use proc_macro2::Span;
use std::collections::HashMap;

/// Checks one function.
pub(super) fn check(unit: &Unit<'_>, function: &Function, out: &mut Diagnostics) {
    let mut check = Check {
        unit,
        function,
        known: HashMap::new(),
        out,
    };
    check.block(&function.body);
}

struct Check<'a> {
    unit: &'a Unit<'a>,
    function: &'a Function,
    /// Variables that have one value for ever.
    known: HashMap<LocalId, i128>,
    out: &'a mut Diagnostics,
}

impl Check<'_> {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Int(_) => self.literal(expr, false),
            // `-128` is an `i8`, though 128 is none.
            ExprKind::Unary(UnaryOp::Neg, inner) if matches!(inner.kind, ExprKind::Int(_)) => {
                self.literal(inner, true);
                return;
            }
            ExprKind::Index(base, index) => self.index(base, index),
            ExprKind::Binary(op, at, left, right) => {
                self.operands(*op, left, right);
                self.overflow(*op, *at, left, right);
            }
            ExprKind::AssignOp(op, _, left, right) => self.operands(*op, left, right),
            _ => {}
        }
        match &expr.kind {
            ExprKind::Block(block) => self.block(block),
            ExprKind::If(cond, then, els) | ExprKind::IfLet(_, cond, then, els) => {
                self.expr(cond);
                self.block(then);
                els.iter().for_each(|els| self.expr(els));
            }
            ExprKind::For(repeat) => self.block(&repeat.body),
            _ => expr.children(&mut |child| self.expr(child)),
        }
    }

    fn block(&mut self, block: &Block) {
        for stmt in &block.stmts {
            match stmt {
                Stmt::Let { pat, init, els, .. } => {
                    init.iter().for_each(|init| self.expr(init));
                    els.iter().for_each(|els| self.block(els));
                    self.learn(pat, init.as_ref());
                }
                Stmt::Expr(value) => self.expr(value),
            }
        }
        block.tail.iter().for_each(|tail| self.expr(tail));
    }

    fn learn(&mut self, pat: &Pat, init: Option<&Expr>) {
        let (Pat::Bind(local), Some(init)) = (pat, init) else {
            return;
        };
        let is_fixed = self
            .function
            .locals
            .get(*local)
            .is_some_and(|local| !local.mutable);
        if let Some(value) = self.constant(init).filter(|_| is_fixed) {
            self.known.insert(*local, value);
        }
    }

    fn error(&mut self, at: &Expr, problem: &Problem) {
        self.unit.error(self.out, at.span, problem);
    }

    fn int(&self, expr: &Expr) -> Option<Int> {
        self.function.ty(expr.ty).as_int()
    }

    fn literal(&mut self, expr: &Expr, negative: bool) {
        let ExprKind::Int(value) = expr.kind else {
            return;
        };
        let value = if negative { -value } else { value };
        if let Some(int) = self.int(expr)
            && !int.holds(value)
        {
            let ty = int.to_string();
            self.error(expr, &Problem::LiteralRange { value, ty });
        }
    }

    fn index(&mut self, base: &Expr, index: &Expr) {
        let Ty::Array(_, len) = self.function.ty(base.ty) else {
            return;
        };
        let len = *len;
        if let Some(at) = self.constant(index)
            && at >= i128::from(len)
        {
            let problem = Problem::IndexOutOfBounds {
                index: at,
                len,
                last: len.saturating_sub(1),
            };
            self.error(index, &problem);
        }
    }

    fn operands(&mut self, op: BinaryOp, left: &Expr, right: &Expr) {
        let (Some(int), Some(value)) = (self.int(left), self.constant(right)) else {
            return;
        };
        match op {
            // What was computed may be meant to exit on a path that is never taken.
            BinaryOp::Div | BinaryOp::Rem if value == 0 && !is_computed(right) => {
                self.error(right, &Problem::DivisionByZero);
            }
            BinaryOp::Shl | BinaryOp::Shr if !(0..i128::from(int.bits)).contains(&value) => {
                let ty = int.to_string();
                self.error(right, &Problem::ShiftTooFar { bits: value, ty });
            }
            _ => {}
        }
    }

    fn overflow(&mut self, op: BinaryOp, at: Span, left: &Expr, right: &Expr) {
        let Some(int) = self.int(left) else {
            return;
        };
        if let Some(value) = self.result(op, left, right)
            && !int.holds(value)
        {
            let ty = int.to_string();
            let problem = Problem::ArithmeticOverflow { value, ty };
            self.unit.error(self.out, at, &problem);
        }
    }

    /// The sum, difference or product of two known values, as it would be without bounds.
    fn result(&self, op: BinaryOp, left: &Expr, right: &Expr) -> Option<i128> {
        let (left, right) = (self.constant(left)?, self.constant(right)?);
        match op {
            BinaryOp::Add => left.checked_add(right),
            BinaryOp::Sub => left.checked_sub(right),
            BinaryOp::Mul => left.checked_mul(right),
            _ => None,
        }
    }

    /// The value of what needs nothing but literals, constants and fixed variables.
    fn constant(&self, expr: &Expr) -> Option<i128> {
        match &expr.kind {
            ExprKind::Int(value) => Some(*value),
            ExprKind::Const(at) => self.unit.consts.get(*at).map(|item| item.value),
            ExprKind::Unary(UnaryOp::Neg, value) => self.constant(value)?.checked_neg(),
            ExprKind::Local(local) => self.known.get(local).copied(),
            ExprKind::Binary(op, _, left, right) => {
                Some(self.int(left)?.wrap(self.result(*op, left, right)?))
            }
            ExprKind::Cast(value) => Some(self.int(expr)?.wrap(self.constant(value)?)),
            _ => None,
        }
    }
}

fn is_computed(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Binary(..))
}
