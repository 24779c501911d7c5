//! Where guards begin and end.
//!
//! Rust drops a temporary at the end of its statement; of a condition of `if` and a value at the
//! end of a block, with them; of the value of `if let`, before `else`; of the value of `match`,
//! after the whole `match`.

use super::super::steps::{Step, StepKind, Value, VarId};
use super::super::tree::{Expr, ExprKind, LocalId};
use super::super::ty::Ty;
use super::{Dest, Frame, Lower};
use crate::diag::Problem;
use proc_macro2::Span;

/// Whether the expression takes a lock that ends with the statement around it.
pub(super) fn locks(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Lock(_) => true,
        ExprKind::Block(_) | ExprKind::If(..) | ExprKind::IfLet(..) | ExprKind::For(_) => false,
        ExprKind::Match(value, _) => locks(value),
        ExprKind::Logic(_, first, _) => locks(first),
        _ => {
            let mut found = false;
            expr.children(&mut |child| found |= locks(child));
            found
        }
    }
}

/// Whether the end of the steps is not reached, and no loop around them goes on: a `break` or
/// `continue` counts only if no loop is inside the block that is asked about.
fn leaves_for_good(steps: &[Step], in_loop: bool) -> bool {
    let Some(last) = steps.last() else {
        return false;
    };
    match &last.kind {
        StepKind::Return(_) | StepKind::Fail => true,
        StepKind::Break | StepKind::Continue => !in_loop,
        StepKind::Scope(steps) => leaves_for_good(steps, in_loop),
        StepKind::If(_, then, els) => {
            leaves_for_good(then, in_loop) && leaves_for_good(els, in_loop)
        }
        StepKind::Switch(_, cases, otherwise) => {
            let mut all = cases.iter().map(|(_, steps)| steps).chain([otherwise]);
            all.all(|steps| leaves_for_good(steps, in_loop))
        }
        _ => false,
    }
}

impl Lower<'_> {
    /// Takes a lock that is a temporary.
    pub(super) fn lock_temporarily(&mut self, sched: Value, span: Span) -> Value {
        let guard = self.temporary("guard", Ty::Guard, true);
        let frame = self
            .frames
            .iter_mut()
            .rev()
            .find(|frame| frame.is_temporary);
        if let Some(frame) = frame {
            frame.guards.push(guard);
        }
        self.lock(guard, sched, span);
        Value::Var(guard)
    }

    /// Takes a lock for a variable of the block.
    pub(super) fn lock_named(&mut self, local: LocalId, sched: Value, span: Span) {
        let guard = self.declare(local);
        if let Some(frame) = self
            .frames
            .iter_mut()
            .rev()
            .find(|frame| !frame.is_temporary)
        {
            frame.guards.push(guard);
        }
        self.lock(guard, sched, span);
    }

    fn lock(&mut self, guard: VarId, sched: Value, span: Span) {
        self.locked.insert(guard, sched.clone());
        self.push(StepKind::Lock(guard, sched), span);
    }

    /// `drop(guard)`: in the block that took it, or in one inside it from which there is no way back
    /// into it, so that behind every block the guard is held on no path or on all.
    pub(super) fn drop_guard(&mut self, local: LocalId, span: Span) {
        let Some(guard) = self.locals.get(&local).copied() else {
            return;
        };
        let holds = |frame: &Frame| !frame.is_temporary && frame.guards.contains(&guard);
        let owner = self.frames.iter().rposition(holds);
        let here = self.frames.iter().rposition(|frame| !frame.is_temporary);
        let (Some(owner), Some(here)) = (owner, here) else {
            self.error(span, &Problem::DropInBranch);
            return;
        };
        if let Some(frame) = self.frames.get_mut(owner) {
            frame.guards.retain(|held| *held != guard);
        }
        self.push(StepKind::Unlock(guard), span);
        if owner != here
            && let Some(frame) = self.frames.get_mut(here)
        {
            frame.dropped.push((owner, guard, span));
        }
    }

    /// Behind a block that dropped guards of those around it, they are held again: it is not left
    /// at its end.
    fn take_back(&mut self, frame: &Frame) {
        for (owner, guard, span) in &frame.dropped {
            let around = self.frames.iter().skip(owner + 1);
            let in_loop = frame.is_loop || around.into_iter().any(|frame| frame.is_loop);
            let steps = self.buffers.last().map(Vec::as_slice).unwrap_or_default();
            if !leaves_for_good(steps, in_loop) {
                self.error(*span, &Problem::DropInBranch);
            }
            if let Some(owner) = self.frames.get_mut(*owner) {
                owner.guards.push(*guard);
            }
        }
    }

    /// Runs `body` with a frame for temporaries; if it takes a lock, in a C block of its own.
    pub(super) fn with_temporaries(&mut self, expr: &Expr, body: impl FnOnce(&mut Self)) {
        if !locks(expr) {
            body(self);
            return;
        }
        let span = expr.span;
        let steps = self.block_of(|lower| {
            lower.frames.push(Frame {
                is_temporary: true,
                ..Frame::default()
            });
            body(lower);
            lower.end_frame(span);
        });
        self.push(StepKind::Scope(steps), span);
    }

    /// Ends the innermost frame: releases what it holds, if the end is reached.
    pub(super) fn end_frame(&mut self, span: Span) {
        if let Some(frame) = self.frames.pop() {
            self.take_back(&frame);
            self.release(&frame.guards, span);
        }
    }

    fn release(&mut self, guards: &[VarId], span: Span) {
        for guard in guards.iter().rev() {
            self.push(StepKind::Unlock(*guard), span);
        }
    }

    /// Releases everything, before the function is left. The frames stay: other paths go on.
    pub(super) fn release_all(&mut self, span: Span) {
        let held: Vec<VarId> = self.frames.iter().flat_map(|f| f.guards.clone()).collect();
        self.release(&held, span);
    }

    /// Releases everything that was taken inside the loop.
    pub(super) fn release_loop(&mut self, span: Span) {
        let start = self
            .frames
            .iter()
            .rposition(|frame| frame.is_loop)
            .unwrap_or(0);
        let inside = self.frames.iter().skip(start);
        let held: Vec<VarId> = inside.flat_map(|frame| frame.guards.clone()).collect();
        self.release(&held, span);
    }

    /// Whether any guard is held.
    pub(super) fn holds(&self) -> bool {
        self.frames.iter().any(|frame| !frame.guards.is_empty())
    }

    /// A condition: its temporaries end before what depends on it begins.
    pub(super) fn condition(&mut self, expr: &Expr) -> Value {
        self.scoped_value(expr, "cond")
    }

    /// A value whose temporaries end with it.
    pub(super) fn scoped_value(&mut self, expr: &Expr, name: &str) -> Value {
        if !locks(expr) {
            return self.value(expr);
        }
        let ty = self.ty(expr);
        if matches!(ty, Ty::Unit | Ty::Never) {
            self.with_temporaries(expr, |lower| lower.lower(expr, Dest::Nowhere));
            return Value::Int(0, super::super::ty::Int::I32);
        }
        let var = self.temporary(name, ty, true);
        self.push(StepKind::Declare(var, None), expr.span);
        self.with_temporaries(expr, |lower| lower.lower(expr, Dest::Var(var)));
        Value::Var(var)
    }
}
