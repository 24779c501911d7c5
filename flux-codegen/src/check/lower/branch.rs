//! `if`, `if let`, `match`, `for`.

use super::super::steps::{Step, StepKind, Value, Var, VarId};
use super::super::tree::{Block, Expr, ExprKind, For, Pat};
use super::super::ty::{Int, Ty};
use super::scope::locks;
use super::{Dest, Frame, Lower};
use crate::diag::Problem;
use crate::syntax::ast::{BinaryOp, UnaryOp};
use proc_macro2::Span;

impl Lower<'_> {
    pub(super) fn branch(&mut self, cond: &Expr, then: &Block, els: Option<&Expr>, dest: Dest) {
        let value = self.condition(cond);
        let then = self.block_of(|lower| lower.block(then, dest));
        let els = self.block_of(|lower| {
            lower.otherwise(els, dest);
        });
        self.push(StepKind::If(value, then, els), cond.span);
    }

    pub(super) fn branch_let(
        &mut self,
        pat: &Pat,
        value: &Expr,
        then: &Block,
        els: Option<&Expr>,
        dest: Dest,
    ) {
        if !locks(value) {
            self.branch_let_in(pat, value, then, els, dest);
            return;
        }
        let steps = self.block_of(|lower| {
            lower.frames.push(Frame {
                is_temporary: true,
                ..Frame::default()
            });
            lower.branch_let_in(pat, value, then, els, dest);
            lower.frames.pop();
        });
        self.push(StepKind::Scope(steps), value.span);
    }

    /// The frame of the value's temporaries, if there is one, is the innermost: it ends at the end
    /// of `then` and before `else`.
    fn branch_let_in(
        &mut self,
        pat: &Pat,
        value: &Expr,
        then: &Block,
        els: Option<&Expr>,
        dest: Dest,
    ) {
        let span = value.span;
        let ty = self.ty(value);
        let lowered = self.value(value);
        let (test, bind_inside) = self.match_pattern(pat, lowered, &ty, span);
        let owns_frame = locks(value);
        let then = self.block_of(|lower| {
            lower.bind_pattern(bind_inside, span);
            lower.block(then, dest);
            if owns_frame {
                lower.release_innermost(span);
            }
        });
        let els = self.block_of(|lower| {
            if owns_frame {
                lower.release_innermost(span);
                if let Some(frame) = lower.frames.last_mut() {
                    frame.guards.clear();
                }
            }
            lower.otherwise(els, dest);
        });
        self.push(StepKind::If(test, then, els), span);
    }

    /// What stands behind `else`, in a C block that is open.
    fn otherwise(&mut self, els: Option<&Expr>, dest: Dest) {
        match els.map(|els| (&els.kind, els)) {
            Some((ExprKind::Block(block), _)) => self.block(block, dest),
            Some((_, els)) => self.with_temporaries(els, |lower| lower.lower(els, dest)),
            None => {}
        }
    }

    fn release_innermost(&mut self, span: Span) {
        let guards = self
            .frames
            .last()
            .map(|frame| frame.guards.clone())
            .unwrap_or_default();
        for guard in guards.iter().rev() {
            self.push(StepKind::Unlock(*guard), span);
        }
    }

    /// The test of a pattern, and what must be bound where it holds.
    fn match_pattern(
        &mut self,
        pat: &Pat,
        value: Value,
        ty: &Ty,
        span: Span,
    ) -> (Value, Option<(usize, Value)>) {
        match pat {
            // A variable is tested as it is and copied inside; anything else is kept first, under
            // the name that the pattern gives it.
            Pat::Some(Some(local)) if self.is_named(&value) => (
                Value::IsSome(true, Box::new(value.clone())),
                Some((*local, value)),
            ),
            Pat::Some(Some(local)) => {
                let var = self.begin(*local, value, span);
                (Value::IsSome(true, Box::new(Value::Var(var))), None)
            }
            Pat::Bind(local) => {
                if *ty == Ty::Guard {
                    self.error(span, &Problem::GuardMoved);
                }
                let var = self.declare(*local);
                self.push(StepKind::Declare(var, Some(value)), span);
                (Value::Bool(true), None)
            }
            pat => {
                let uses = matches!(pat, Pat::Values(_));
                let value = if uses {
                    self.keep(value, ty.clone(), "value", span)
                } else {
                    value
                };
                (self.test(pat, value, ty), None)
            }
        }
    }

    /// Whether a new local for the value of a variable is only another name for it.
    pub(super) fn is_same_forever(&self, local: usize, var: VarId) -> bool {
        let is_fixed = (self.vars.get(var)).is_some_and(|var| var.stable && !var.temporary);
        let local = self.function.locals.get(local);
        is_fixed && local.is_some_and(|local| !local.mutable)
    }

    fn is_named(&self, value: &Value) -> bool {
        match value {
            Value::Var(id) => self.vars.get(*id).is_some_and(|var| !var.temporary),
            _ => false,
        }
    }

    /// Gives the value the name that a pattern has for it: the one that it has already, if neither
    /// ever changes.
    fn bind_pattern(&mut self, binding: Option<(usize, Value)>, span: Span) {
        if let Some((local, value)) = binding {
            if let Value::Var(var) = value
                && self.is_same_forever(local, var)
            {
                self.locals.insert(local, var);
                return;
            }
            let var = self.declare(local);
            self.push(StepKind::Declare(var, Some(value)), span);
        }
    }

    /// Whether a value matches a pattern that binds nothing.
    pub(super) fn test(&mut self, pat: &Pat, value: Value, ty: &Ty) -> Value {
        match pat {
            Pat::Wild | Pat::Bind(_) => Value::Bool(true),
            Pat::Some(_) => Value::IsSome(true, Box::new(value)),
            Pat::None => Value::IsSome(false, Box::new(value)),
            Pat::Values(values) => {
                let tests: Vec<Value> = values
                    .iter()
                    .map(|(from, to)| self.test_range(&value, ty, *from, *to))
                    .collect();
                tests
                    .into_iter()
                    .reduce(|a, b| Value::Logic(false, Box::new(a), Box::new(b)))
                    .unwrap_or(Value::Bool(false))
            }
        }
    }

    fn test_range(&self, value: &Value, ty: &Ty, from: i128, to: i128) -> Value {
        let compare = |op: BinaryOp, n: i128| {
            let (value, number) = (Box::new(value.clone()), Box::new(self.number(n, ty)));
            Value::Binary(op, ty.clone(), value, number)
        };
        if *ty == Ty::Bool && from == to {
            return match from {
                0 => Value::Unary(UnaryOp::Not, Ty::Bool, Box::new(value.clone())),
                _ => value.clone(),
            };
        }
        if from == to {
            return compare(BinaryOp::Eq, from);
        }
        // A comparison that always holds is a warning in C.
        let low = ty.as_int().is_none_or(|int| from > int.min());
        let high = ty.as_int().is_none_or(|int| to < int.max());
        match (low, high) {
            (true, true) => {
                let (low, high) = (compare(BinaryOp::Ge, from), compare(BinaryOp::Le, to));
                Value::Logic(true, Box::new(low), Box::new(high))
            }
            (true, false) => compare(BinaryOp::Ge, from),
            (false, true) => compare(BinaryOp::Le, to),
            (false, false) => Value::Bool(true),
        }
    }

    /// A literal of the type.
    fn number(&self, value: i128, ty: &Ty) -> Value {
        match ty {
            Ty::Bool => Value::Bool(value != 0),
            Ty::Enum(at) => {
                let item = self.unit.enums.get(*at);
                let variant = item.and_then(|item| item.variants.iter().position(|v| v.1 == value));
                match variant {
                    Some(variant) => Value::Variant(*at, variant),
                    None => Value::Int(value, Int::U32),
                }
            }
            ty => Value::Int(value, ty.as_int().unwrap_or(Int::I32)),
        }
    }

    pub(super) fn match_value(
        &mut self,
        value: &Expr,
        arms: &[(Pat, Expr)],
        dest: Dest,
        span: Span,
    ) {
        let ty = self.ty(value);
        let lowered = self.value(value);
        if !self.is_reached() {
            return;
        }
        let lowered = self.match_subject(lowered, &ty, arms, value.span);
        let is_number = matches!(ty, Ty::Int(_) | Ty::Enum(_));
        let breaks = arms.iter().any(|(_, body)| breaks_out(body));
        if is_number && !breaks && arms.len() > 1 && arms.iter().all(|(pat, _)| is_case(pat)) {
            self.switch(lowered, &ty, arms, dest, span);
        } else {
            self.chain(lowered, &ty, arms, dest, span, false);
        }
    }

    /// The value that is matched, in a variable: each arm looks at it.
    fn match_subject(&mut self, value: Value, ty: &Ty, arms: &[(Pat, Expr)], span: Span) -> Value {
        if self.is_named(&value) && value.is_stable(&self.vars) {
            return value;
        }
        let mut names = arms.iter().filter_map(|(pat, _)| match pat {
            Pat::Some(Some(local)) | Pat::Bind(local) => Some(*local),
            _ => None,
        });
        // With one name for the value the arms can share it.
        if let (Some(local), None) = (names.next(), names.next()) {
            return Value::Var(self.begin(local, value, span));
        }
        self.keep(value, ty.clone(), "value", span)
    }

    /// `is_else` if the C block that is open was opened for these arms.
    fn chain(
        &mut self,
        value: Value,
        ty: &Ty,
        arms: &[(Pat, Expr)],
        dest: Dest,
        span: Span,
        is_else: bool,
    ) {
        let Some(((pat, body), rest)) = arms.split_first() else {
            return;
        };
        let arm = self.arm(pat, body, &value, dest);
        // The last arm needs no test: the match is complete.
        if rest.is_empty() || matches!(pat, Pat::Wild | Pat::Bind(_)) {
            self.inline(arm, body.span, is_else);
            return;
        }
        let test = self.test(pat, value.clone(), ty);
        let els = self.block_of(|lower| lower.chain(value, ty, rest, dest, span, true));
        self.push(StepKind::If(test, arm, els), span);
    }

    /// Steps of a block without the block, if they declare nothing, or nothing else will stand in
    /// the block that is open: `owned`.
    fn inline(&mut self, steps: Vec<Step>, span: Span, owned: bool) {
        let declares =
            |step: &Step| matches!(step.kind, StepKind::Declare(..) | StepKind::Lock(..));
        if steps.iter().any(declares) && !owned {
            self.push(StepKind::Scope(steps), span);
        } else {
            self.append(steps);
        }
    }

    fn arm(&mut self, pat: &Pat, body: &Expr, value: &Value, dest: Dest) -> Vec<Step> {
        self.block_of(|lower| {
            if let Pat::Some(Some(local)) | Pat::Bind(local) = pat {
                let shared = lower.locals.get(local).map(|var| Value::Var(*var));
                let is_shared =
                    matches!((&shared, value), (Some(Value::Var(a)), Value::Var(b)) if a == b);
                if !is_shared {
                    lower.bind_pattern(Some((*local, value.clone())), body.span);
                }
            }
            lower.with_temporaries(body, |lower| match &body.kind {
                ExprKind::Block(block) => lower.block(block, dest),
                // A branch like any other, though it has no braces.
                _ => {
                    lower.frames.push(Frame::default());
                    lower.lower(body, dest);
                    lower.end_frame(body.span);
                }
            });
        })
    }

    fn switch(&mut self, value: Value, _ty: &Ty, arms: &[(Pat, Expr)], dest: Dest, span: Span) {
        let mut cases: Vec<(Vec<i128>, Vec<Step>)> = Vec::new();
        let mut otherwise = Vec::new();
        for (at, (pat, body)) in arms.iter().enumerate() {
            let steps = self.arm(pat, body, &value, dest);
            match pat {
                Pat::Values(values) if at + 1 < arms.len() => {
                    // The first arm that names a value has it; C takes no second `case` of it.
                    let mut own = Vec::new();
                    for (value, _) in values {
                        let taken = cases.iter().any(|(known, _)| known.contains(value));
                        if !taken && !own.contains(value) {
                            own.push(*value);
                        }
                    }
                    if !own.is_empty() {
                        cases.push((own, steps));
                    }
                }
                // Complete: what is left for the last arm are its own values.
                _ => {
                    otherwise = steps;
                    break;
                }
            }
        }
        self.push(StepKind::Switch(value, cases, otherwise), span);
    }

    pub(super) fn repeat(&mut self, repeat: &For, span: Span) {
        let body_frame = || Frame {
            is_loop: true,
            ..Frame::default()
        };
        let mut counter = 0;
        let (mut from, mut to) = (repeat.from, repeat.to);
        let steps = self.block_of(|lower| {
            let local = lower.declare(repeat.var);
            counter = local;
            lower.turns.insert(local, (repeat.from, repeat.to));
            let int = lower
                .vars
                .get(local)
                .and_then(|var| var.ty.as_int())
                .unwrap_or(Int::I32);
            if repeat.to > int.max() {
                // A counter of that type never gets past its last value: count in a wider one.
                // There is none for 64 bits: the turns are counted, and added to the first value.
                let counts_turns = int.bits == 64;
                let wide = Int {
                    bits: 64,
                    signed: int.signed && !counts_turns,
                    size: false,
                };
                let name = lower.fresh_name("turn");
                lower.vars.push(Var {
                    name,
                    ty: Ty::Int(wide),
                    stable: true,
                    temporary: true,
                });
                counter = lower.vars.len() - 1;
                let mut value = Value::Cast(int, Box::new(Value::Var(counter)));
                if counts_turns {
                    let first = Box::new(Value::Int(from, int));
                    value = Value::Binary(BinaryOp::Add, Ty::Int(int), first, Box::new(value));
                    (from, to) = (0, to - from);
                }
                lower.push(StepKind::Declare(local, Some(value)), span);
            }
            lower.block_in(&repeat.body, Dest::Nowhere, body_frame());
        });
        self.push(StepKind::For(counter, from, to, steps), span);
    }
}

/// Whether a pattern can be a `case`.
fn is_case(pat: &Pat) -> bool {
    match pat {
        Pat::Wild => true,
        Pat::Values(values) => values.iter().all(|(from, to)| from == to),
        _ => false,
    }
}

/// Whether a `break` in it means a loop around it: in a C `switch` it would mean that.
fn breaks_out(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Break => true,
        ExprKind::For(_) => false,
        _ => {
            let mut found = false;
            expr.children(&mut |child| found |= breaks_out(child));
            found
        }
    }
}
