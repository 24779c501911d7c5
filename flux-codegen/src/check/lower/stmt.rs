//! Blocks, `let`, and where values go.

use super::super::steps::{StepKind, Value};
use super::super::tree::{Block, Expr, ExprKind, Pat, Stmt};
use super::super::ty::Ty;
use super::scope::locks;
use super::{Dest, Frame, Lower};
use crate::diag::Problem;
use proc_macro2::Span;

impl Lower<'_> {
    /// Lowers a block into the open C block.
    pub(super) fn block(&mut self, block: &Block, dest: Dest) {
        self.block_in(block, dest, Frame::default());
    }

    /// Lowers a block whose frame is given.
    pub(super) fn block_in(&mut self, block: &Block, dest: Dest, frame: Frame) {
        self.frames.push(frame);
        for stmt in &block.stmts {
            self.stmt(stmt);
        }
        if let Some(tail) = &block.tail {
            self.with_temporaries(tail, |lower| lower.lower(tail, dest));
        }
        self.end_frame(block.end);
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Expr(value) => {
                self.with_temporaries(value, |lower| lower.lower(value, Dest::Nowhere));
            }
            Stmt::Let {
                pat,
                init,
                els: Some(els),
                span,
            } => {
                if let Some(init) = init {
                    self.let_else(pat, init, els, *span);
                }
            }
            Stmt::Let {
                pat: Pat::Bind(local),
                init,
                span,
                ..
            } => match init {
                Some(init) => self.bind(*local, init, *span),
                None => {
                    let var = self.declare(*local);
                    if let Some(var) = self.vars.get_mut(var) {
                        var.stable = false;
                    }
                    self.push(StepKind::Declare(var, None), *span);
                }
            },
            Stmt::Let {
                init: Some(init), ..
            } => {
                self.with_temporaries(init, |lower| lower.lower(init, Dest::Nowhere));
            }
            Stmt::Let { init: None, .. } => {}
        }
    }

    fn bind(&mut self, local: usize, init: &Expr, span: Span) {
        if self.ty(init) == Ty::Guard {
            match &init.kind {
                ExprKind::Lock(sched) => {
                    let sched = self.value(sched);
                    self.lock_named(local, sched, span);
                }
                _ => self.error(init.span, &Problem::GuardMoved),
            }
            return;
        }
        if !locks(init) && !is_control(init) {
            // The value may use a variable of the same name: it comes first.
            let value = match is_aggregate(init) {
                true => self.aggregate_value(init),
                false => self.value(init),
            };
            if self.is_reached() {
                self.begin(local, value, span);
            } else {
                self.declare(local);
            }
            return;
        }
        // Declared before, so that it outlives the C block of the guard; not yet in reach of the
        // value, as in Rust: the value knows other locals.
        let var = self.declare(local);
        self.push(StepKind::Declare(var, None), span);
        self.with_temporaries(init, |lower| lower.lower(init, Dest::Var(var)));
    }

    fn let_else(&mut self, pat: &Pat, init: &Expr, els: &Block, span: Span) {
        let value = match pat {
            Pat::Some(Some(local)) => {
                let value = self.scoped_value(init, "value");
                let var = match value {
                    Value::Var(var) if self.is_same_forever(*local, var) => {
                        self.locals.insert(*local, var);
                        var
                    }
                    value => self.begin(*local, value, span),
                };
                Value::IsSome(false, Box::new(Value::Var(var)))
            }
            pat => {
                let value = self.scoped_value(init, "value");
                let ty = self.ty(init);
                let value = self.keep(value, ty.clone(), "value", span);
                Value::Unary(
                    crate::syntax::ast::UnaryOp::Not,
                    Ty::Bool,
                    Box::new(self.test(pat, value, &ty)),
                )
            }
        };
        let otherwise = self.block_of(|lower| lower.block(els, Dest::Nowhere));
        self.push(StepKind::If(value, otherwise, Vec::new()), span);
    }

    /// Lowers an expression and sends its value to its destination.
    pub(super) fn lower(&mut self, expr: &Expr, dest: Dest) {
        match &expr.kind {
            ExprKind::If(cond, then, els) => self.branch(cond, then, els.as_deref(), dest),
            ExprKind::IfLet(pat, value, then, els) => {
                self.branch_let(pat, value, then, els.as_deref(), dest);
            }
            ExprKind::Match(value, arms) => self.match_value(value, arms, dest, expr.span),
            ExprKind::Block(block) => {
                let steps = self.block_of(|lower| lower.block(block, dest));
                self.push_scope(steps, expr.span);
            }
            _ => {
                let value = self.value(expr);
                self.store(value, &self.ty(expr), dest, expr.span);
            }
        }
    }

    /// A block of its own if it declares something; the statements themselves otherwise.
    fn push_scope(&mut self, steps: Vec<super::super::steps::Step>, span: Span) {
        let declares = |kind: &StepKind| matches!(kind, StepKind::Declare(..) | StepKind::Lock(..));
        if steps.iter().any(|step| declares(&step.kind)) {
            self.push(StepKind::Scope(steps), span);
        } else {
            self.append(steps);
        }
    }

    /// Sends a value to its destination.
    pub(super) fn store(&mut self, value: Value, ty: &Ty, dest: Dest, span: Span) {
        if !self.is_reached() || *ty == Ty::Never {
            return;
        }
        match dest {
            Dest::Nowhere => {
                if value.acts() {
                    self.push(StepKind::Do(value), span);
                }
            }
            Dest::Var(var) => self.push(StepKind::Assign(Value::Var(var), value), span),
            Dest::Return => self.leave(Some((value, ty.clone())), span),
        }
    }

    /// Leaves the function.
    pub(super) fn leave(&mut self, value: Option<(Value, Ty)>, span: Span) {
        match value {
            Some((value, Ty::Unit)) => {
                self.store(value, &Ty::Unit, Dest::Nowhere, span);
                self.release_all(span);
                self.push(StepKind::Return(None), span);
            }
            Some((value, ty)) => {
                let value = match self.holds() {
                    true => self.keep(value, ty, "result", span),
                    false => value,
                };
                self.release_all(span);
                self.push(StepKind::Return(Some(value)), span);
            }
            None => {
                self.release_all(span);
                self.push(StepKind::Return(None), span);
            }
        }
    }
}

/// Whether the value of an expression comes out of branches.
pub(super) fn is_control(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::If(..) | ExprKind::IfLet(..) | ExprKind::Match(..) | ExprKind::Block(_)
    )
}

/// Whether the value is a struct or an array, written out.
fn is_aggregate(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Struct(..) | ExprKind::Array(_) | ExprKind::Repeat(_)
    )
}
