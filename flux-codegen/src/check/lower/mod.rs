//! From Rust's expressions to C's statements: order of evaluation, temporaries, guards, exits.
//!
//! Invariants of what comes out:
//! * A guard is released on every path, where Rust (edition 2024) would drop it, and before every
//!   exit of the scheduler.
//! * Everything that acts runs once, in Rust's order; C's freedom to reorder meets pure values only.
//! * No operation of the result is undefined in C: divisors and indexes are checked first.

mod arith;
mod branch;
mod fold;
mod names;
mod scope;
mod stmt;
mod value;

pub(crate) use names::member_name;

use super::steps::{Plan, Step, StepKind, Value, Var, VarId};
use super::tree::{Expr, ExprKind, Function, IntMethod, LocalId};
use super::ty::Ty;
use super::unit::{Signature, Unit};
use crate::diag::{Diagnostics, Problem};
use proc_macro2::Span;
use std::collections::HashMap;

/// Bytes of the stack that one variable may take. The kernel gives a program 512 in all.
const MAX_STACK: u64 = 256;

/// Where the value of an expression goes.
#[derive(Clone, Copy, Debug)]
enum Dest {
    Nowhere,
    Var(VarId),
    /// Out of the function.
    Return,
}

/// Guards that end together.
#[derive(Debug, Default)]
struct Frame {
    guards: Vec<VarId>,
    /// Guards of frames around it that were dropped in it: the frame, the guard, the place.
    dropped: Vec<(usize, VarId, Span)>,
    /// The body of a loop: `break` and `continue` end the frames up to here.
    is_loop: bool,
    /// The temporaries of a statement, as opposed to the variables of a block.
    is_temporary: bool,
}

/// The state of lowering one function.
pub(super) struct Lower<'a> {
    unit: &'a Unit<'a>,
    /// Helpers that were lowered before this function, by their index in the unit's functions.
    helpers: &'a HashMap<usize, Plan>,
    function: &'a Function,
    out: &'a mut Diagnostics,
    vars: Vec<Var>,
    locals: HashMap<LocalId, VarId>,
    /// The instance that each guard locks.
    locked: HashMap<VarId, Value>,
    /// The first value of each loop's counter, and the one that it does not reach.
    turns: HashMap<VarId, (i128, i128)>,
    /// Statements of the blocks that are open.
    buffers: Vec<Vec<Step>>,
    /// Names that each open C block declares.
    declared: Vec<Vec<String>>,
    frames: Vec<Frame>,
    instance: Option<VarId>,
    hidden_self: Option<VarId>,
    needs_ctx: bool,
}

/// Lowers a function whose helpers are lowered.
pub(super) fn function(
    unit: &Unit<'_>,
    signature: &Signature<'_>,
    function: &Function,
    helpers: &HashMap<usize, Plan>,
    fallible: bool,
    out: &mut Diagnostics,
) -> Plan {
    let mut lower = Lower {
        unit,
        helpers,
        function,
        out,
        vars: Vec::new(),
        locals: HashMap::new(),
        locked: HashMap::new(),
        turns: HashMap::new(),
        buffers: vec![Vec::new()],
        declared: vec![Vec::new()],
        frames: Vec::new(),
        instance: None,
        hidden_self: None,
        needs_ctx: signature.op.is_some(),
    };
    let params: Vec<VarId> = function
        .params
        .iter()
        .map(|local| lower.parameter(*local))
        .collect();
    lower.instance = params
        .iter()
        .copied()
        .find(|id| lower.vars.get(*id).is_some_and(|var| var.ty == Ty::Sched));
    let dest = if function.ret == Ty::Unit {
        Dest::Nowhere
    } else {
        Dest::Return
    };
    lower.block(&function.body, dest);
    let steps = lower.buffers.pop().unwrap_or_default();
    lower.check_sizes(signature.syntax.name.span());
    Plan {
        name: signature.syntax.name.to_string(),
        op: signature.op,
        docs: signature.syntax.docs.clone(),
        span: signature.syntax.name.span(),
        params,
        ret: function.ret.clone(),
        steps,
        fallible: fallible && signature.op.is_none(),
        hidden_self: lower.hidden_self,
        needs_ctx: lower.needs_ctx,
        vars: lower.vars,
    }
}

impl Lower<'_> {
    fn error(&mut self, span: Span, problem: &Problem) {
        self.unit.error(self.out, span, problem);
    }

    fn push(&mut self, kind: StepKind, span: Span) {
        if let Some(buffer) = self.buffers.last_mut() {
            // What follows a `return` is not reached; C need not have it.
            if buffer.last().is_none_or(|last| !last.kind.leaves()) {
                buffer.push(Step { kind, span });
            }
        }
    }

    /// Whether the end of what is written so far is reached.
    fn is_reached(&self) -> bool {
        let last = self.buffers.last().and_then(|buffer| buffer.last());
        last.is_none_or(|last| !last.kind.leaves())
    }

    /// Collects the steps of `body`, which will stand in a C block of their own.
    fn block_of(&mut self, body: impl FnOnce(&mut Self)) -> Vec<Step> {
        self.declared.push(Vec::new());
        let (steps, ()) = self.steps_of(body);
        self.declared.pop();
        steps
    }

    /// Collects the steps of `body`, which will stand in the same C block.
    fn steps_of<T>(&mut self, body: impl FnOnce(&mut Self) -> T) -> (Vec<Step>, T) {
        self.buffers.push(Vec::new());
        let result = body(self);
        (self.buffers.pop().unwrap_or_default(), result)
    }

    /// Writes steps that were collected by [`Self::steps_of`].
    fn append(&mut self, steps: Vec<Step>) {
        for step in steps {
            self.push(step.kind, step.span);
        }
    }

    /// A variable for a value that must be kept, declared without a value yet.
    fn temporary(&mut self, name: &str, ty: Ty, stable: bool) -> VarId {
        let name = self.fresh_name(name);
        let temporary = true;
        self.vars.push(Var {
            name,
            ty,
            stable,
            temporary,
        });
        self.vars.len() - 1
    }

    /// The value if it stays the same, else a variable that keeps it.
    fn keep(&mut self, value: Value, ty: Ty, name: &str, span: Span) -> Value {
        if value.is_stable(&self.vars) {
            return value;
        }
        let var = self.temporary(name, ty, true);
        self.push(StepKind::Declare(var, Some(value)), span);
        Value::Var(var)
    }

    /// The same for a value that stands several times: a variable unless it is short, or its text
    /// would double with each operator around it.
    fn keep_short(&mut self, value: Value, ty: Ty, name: &str, span: Span) -> Value {
        let is_short = matches!(value, Value::Int(..) | Value::Const(_) | Value::Var(_));
        if is_short {
            return self.keep(value, ty, name, span);
        }
        let var = self.temporary(name, ty, true);
        self.push(StepKind::Declare(var, Some(value)), span);
        Value::Var(var)
    }

    /// Whether the value counts the turns of a loop, none of which is outside of `len` elements.
    fn is_within(&self, value: &Value, len: u64) -> bool {
        let Value::Var(var) = value else { return false };
        let turns = self.turns.get(var);
        turns.is_some_and(|(from, to)| *from >= 0 && *to <= i128::from(len))
    }

    fn check_sizes(&mut self, span: Span) {
        let bytes = self
            .vars
            .iter()
            .map(|var| self.unit.size(&var.ty))
            .max()
            .unwrap_or(0);
        if bytes > MAX_STACK {
            let problem = Problem::LocalTooLarge {
                bytes,
                max: MAX_STACK,
            };
            self.error(span, &problem);
        }
    }

    fn ty(&self, expr: &Expr) -> Ty {
        self.function.ty(expr.ty).clone()
    }

    /// The instance that the function runs for; a helper that does not take it gets it besides.
    fn me(&mut self) -> VarId {
        if let Some(instance) = self.instance {
            return instance;
        }
        let var = self.temporary("self", Ty::Sched, true);
        self.instance = Some(var);
        self.hidden_self = Some(var);
        var
    }

    /// Steps that end the scheduler.
    fn exit(&mut self, message: &str, span: Span) {
        self.release_all(span);
        let line = span.start().line;
        let path = &self.unit.syntax.file.path_for_line;
        let message = format!("{path}:{line}: {message}");
        self.needs_ctx = true;
        self.push(StepKind::Exit(message), span);
        self.push(StepKind::Fail, span);
    }
}

/// Whether an expression can end the scheduler by itself: taking a lock can, too, if the object is
/// broken.
pub(super) fn may_exit(unit: &Unit<'_>, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Assert(..) | ExprKind::Panic(_) | ExprKind::Unwrap(..) | ExprKind::Lock(_) => {
            true
        }
        ExprKind::Api(api, _) => api.misuse.is_some(),
        ExprKind::Index(_, index) => !matches!(index.kind, ExprKind::Int(_)),
        ExprKind::Binary(op, _, _, by) | ExprKind::AssignOp(op, _, _, by) => {
            use crate::syntax::ast::BinaryOp::{Div, Rem};
            matches!(op, Div | Rem) && may_be_zero(unit, by)
        }
        _ => false,
    }
}

/// Whether a divisor may be zero: not a number, and not `.max(1)`.
pub(super) fn may_be_zero(unit: &Unit<'_>, divisor: &Expr) -> bool {
    let known = |expr: &Expr| match expr.kind {
        ExprKind::Int(value) => Some(value),
        ExprKind::Const(at) => unit.consts.get(at).map(|info| info.value),
        _ => None,
    };
    match &divisor.kind {
        ExprKind::IntMethod(IntMethod::Max, _, least) => known(least).is_none_or(|least| least < 1),
        _ => known(divisor).is_none_or(|value| value == 0),
    }
}
