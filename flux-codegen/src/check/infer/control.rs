//! Blocks, `let`, branches and loops.

use super::super::loops::MAX_TURNS;
use super::super::tree::{Block, Expr, ExprKind, For, Pat, Stmt, TyId};
use super::super::ty::{Int, Ty};
use super::super::unit;
use super::Infer;
use super::table::View;
use crate::diag::Problem;
use crate::syntax::ast;
use proc_macro2::Span;

/// What a bound is computed in; the counter's own type holds less.
const LOOP_BOUND: Int = Int {
    bits: 64,
    signed: true,
    size: false,
};

impl Infer<'_> {
    /// Resolves a block in a scope of its own.
    pub(super) fn block(&mut self, written: &ast::Block, hint: Option<TyId>) -> Block {
        self.enter();
        let mut diverges = false;
        let mut stmts = Vec::new();
        for stmt in &written.stmts {
            match stmt {
                ast::Stmt::Let(binding) => {
                    let stmt = self.binding(binding);
                    if let Stmt::Let {
                        init: Some(init), ..
                    } = &stmt
                    {
                        diverges |= self.is_never(init.ty);
                    }
                    stmts.push(stmt);
                }
                ast::Stmt::Expr(value) => {
                    let value = self.value(value, None);
                    diverges |= self.is_never(value.ty);
                    stmts.push(Stmt::Expr(value));
                }
            }
        }
        let tail = written
            .tail
            .as_ref()
            .map(|tail| Box::new(self.value(tail, hint)));
        let ty = match &tail {
            _ if diverges => self.known(Ty::Never),
            Some(tail) => tail.ty,
            None => self.known(Ty::Unit),
        };
        self.leave();
        Block {
            stmts,
            tail,
            ty,
            end: written.end,
        }
    }

    fn binding(&mut self, written: &ast::Let) -> Stmt {
        let span = written.span;
        let ty = match &written.ty {
            Some(ty) if !matches!(ty.kind, ast::TypeKind::Infer) => {
                let ty = self.unit.resolve_type(ty, self.out);
                self.known(ty)
            }
            _ => self.table.free(),
        };
        let init = written.init.as_ref().map(|init| {
            let value = self.value(init, Some(ty));
            self.expect(value.ty, ty, init.span);
            value
        });
        let els = written.els.as_ref().map(|els| {
            let block = self.block(els, None);
            if !self.is_never(block.ty) {
                self.error(els.end, &Problem::ElseMustLeave);
            }
            block
        });
        let pat = self.pattern(&written.pat, ty);
        if els.is_none() && !matches!(pat, Pat::Wild | Pat::Bind(_)) {
            self.error(written.pat.span, &Problem::LetMayFail);
        }
        Stmt::Let {
            pat,
            init,
            els,
            span,
        }
    }

    /// Resolves `if` and `if let`.
    pub(super) fn branch(&mut self, written: &ast::If, hint: Option<TyId>, span: Span) -> Expr {
        self.enter();
        let (pat, cond) = match &written.pat {
            None => (None, self.condition(&written.cond)),
            Some(pat) => {
                let value = self.value(&written.cond, None);
                (Some(self.pattern(pat, value.ty)), value)
            }
        };
        let then = self.block(&written.then, hint);
        self.leave();
        let els = written
            .els
            .as_ref()
            .map(|els| Box::new(self.value(els, hint)));
        let ty = match &els {
            Some(els) => {
                let at = written.els.as_ref().map_or(span, |els| els.span);
                self.join(then.ty, els.ty, at)
            }
            None => {
                let unit = self.known(Ty::Unit);
                let at = written
                    .then
                    .tail
                    .as_ref()
                    .map_or(written.then.end, |tail| tail.span);
                self.expect(then.ty, unit, at);
                unit
            }
        };
        let cond = Box::new(cond);
        let kind = match pat {
            None => ExprKind::If(cond, then, els),
            Some(pat) => ExprKind::IfLet(pat, cond, then, els),
        };
        Expr { kind, ty, span }
    }

    /// The common type of two branches, of which either may not return.
    fn join(&mut self, first: TyId, second: TyId, span: Span) -> TyId {
        if self.is_never(first) {
            return second;
        }
        self.expect(second, first, span);
        first
    }

    /// Resolves `match`.
    pub(super) fn match_value(
        &mut self,
        value: &ast::Expr,
        arms: &[ast::Arm],
        hint: Option<TyId>,
        span: Span,
    ) -> Expr {
        let value = self.value(value, None);
        let mut ty = self.known(Ty::Never);
        let mut resolved = Vec::new();
        for arm in arms {
            self.enter();
            let pat = self.pattern(&arm.pat, value.ty);
            let body = self.value(&arm.body, hint);
            self.leave();
            ty = self.join(ty, body.ty, arm.body.span);
            resolved.push((pat, body));
        }
        self.check_exhaustive(&value, &resolved, span);
        Expr {
            kind: ExprKind::Match(Box::new(value), resolved),
            ty,
            span,
        }
    }

    /// Resolves `for i in a..b` and its bounds.
    pub(super) fn repeat_for(&mut self, written: &ast::For, span: Span) -> Expr {
        let from = self.value(&written.from, None);
        let to = self.value(&written.to, Some(from.ty));
        self.expect(to.ty, from.ty, written.to.span);
        let is_int = matches!(
            self.table.view(from.ty),
            View::FreeInt | View::Known(Ty::Int(_) | Ty::Error)
        );
        if !is_int {
            let problem = Problem::OperatorType {
                op: "..",
                ty: self.words(from.ty),
            };
            self.error(written.from.span, &problem);
        }
        let bounds = self.bounds(written);
        self.enter();
        let name = written
            .var
            .as_ref()
            .map_or_else(|| "_i".to_owned(), ToString::to_string);
        let at = written
            .var
            .as_ref()
            .map_or(written.span, proc_macro2::Ident::span);
        let var = self.bind(name, from.ty, false, at);
        self.loops += 1;
        let body = self.block(&written.body, None);
        self.loops -= 1;
        self.leave();
        let unit = self.known(Ty::Unit);
        self.expect(body.ty, unit, written.body.end);
        match bounds {
            Some((from, to)) => {
                let repeat = For {
                    var,
                    from,
                    to,
                    body,
                };
                self.expr(ExprKind::For(Box::new(repeat)), Ty::Unit, span)
            }
            None => self.invalid(span),
        }
    }

    fn bounds(&mut self, written: &ast::For) -> Option<(i128, i128)> {
        let ty = Ty::Int(LOOP_BOUND);
        let unknown = Problem::LoopWithoutBound {
            what: "a loop to a value that only the running scheduler knows",
            instead: "loop to a constant that is always enough, and leave earlier: `for i in 0..MAX { if i >= n { break; } … }`",
        };
        let from = unit::evaluate_or(self.unit, &written.from, &ty, &unknown, self.out);
        let to = unit::evaluate_or(self.unit, &written.to, &ty, &unknown, self.out);
        let (from, to) = (from?, to?);
        let to = if written.inclusive { to + 1 } else { to };
        if to - from > MAX_TURNS {
            let problem = Problem::LoopTooLong {
                turns: (to - from).to_string(),
                max: MAX_TURNS,
            };
            self.error(written.to.span, &problem);
            return None;
        }
        Some((from, to))
    }

    /// Resolves `return`.
    pub(super) fn return_value(&mut self, value: Option<&ast::Expr>, span: Span) -> Expr {
        let ret = self.ret;
        let value = match value {
            Some(value) => Some(Box::new(self.value_of(value, ret))),
            None => {
                let unit = self.known(Ty::Unit);
                self.expect(unit, ret, span);
                None
            }
        };
        self.expr(ExprKind::Return(value), Ty::Never, span)
    }

    /// Resolves `break` and `continue`.
    pub(super) fn leave_loop(&mut self, kind: ExprKind, word: &'static str, span: Span) -> Expr {
        if self.loops == 0 {
            self.error(span, &Problem::OutsideLoop { word });
        }
        self.expr(kind, Ty::Never, span)
    }
}
