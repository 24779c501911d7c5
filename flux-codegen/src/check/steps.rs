//! A function as C will do it: statements in order, locks taken and released explicitly, every
//! value free of surprises. What `lower` makes, the lock check reads and `emit` writes.

use super::api::Api;
use super::ops::Op;
use super::tree::IntMethod;
use super::ty::{Int, Ty};
use crate::syntax::ast::{BinaryOp, UnaryOp};
use crate::syntax::model::{Docs, Part};
use proc_macro2::Span;

/// An index into [`Plan::vars`].
pub(crate) type VarId = usize;

/// One C function.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The Rust name.
    pub(crate) name: String,
    pub(crate) op: Option<Op>,
    pub(crate) docs: Docs,
    pub(crate) span: Span,
    /// Parameters as written; `self` and `ctx` may be added.
    pub(crate) params: Vec<VarId>,
    pub(crate) vars: Vec<Var>,
    pub(crate) ret: Ty,
    pub(crate) steps: Vec<Step>,
    /// Whether it can exit the scheduler. Such a helper returns whether it did not, and hands its
    /// value out through a pointer.
    pub(crate) fallible: bool,
    /// The instance, if it is not among the parameters and must be added.
    pub(crate) hidden_self: Option<VarId>,
    /// Whether the context must be handed in.
    pub(crate) needs_ctx: bool,
}

impl Plan {
    pub(crate) fn var(&self, id: VarId) -> Option<&Var> {
        self.vars.get(id)
    }
}

/// A C variable or parameter.
#[derive(Clone, Debug)]
pub(crate) struct Var {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    /// Whether it is written once, so that reading it later gives the same.
    pub(crate) stable: bool,
    /// Whether it has no name in Rust: a `let` that binds it as it is gives it one.
    pub(crate) temporary: bool,
}

/// A statement.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) kind: StepKind,
    pub(crate) span: Span,
}

/// The forms of statements.
#[derive(Clone, Debug)]
pub(crate) enum StepKind {
    /// A variable begins, perhaps with a value.
    Declare(VarId, Option<Value>),
    Assign(Value, Value),
    /// A call for its effect.
    Do(Value),
    Scope(Vec<Step>),
    /// The lock of an instance is taken; the variable is the guard.
    Lock(VarId, Value),
    Unlock(VarId),
    If(Value, Vec<Step>, Vec<Step>),
    /// Value, cases with their values, and what happens otherwise.
    Switch(Value, Vec<(Vec<i128>, Vec<Step>)>, Vec<Step>),
    /// From the first number to before the second.
    For(VarId, i128, i128, Vec<Step>),
    Return(Option<Value>),
    /// Ends the scheduler with a message. [`StepKind::Fail`] follows.
    Exit(String),
    /// Leaves the function after an exit.
    Fail,
    Break,
    Continue,
}

impl StepKind {
    /// Whether what follows is not reached.
    pub(crate) fn leaves(&self) -> bool {
        let ends = |steps: &[Step]| steps.last().is_some_and(|last| last.kind.leaves());
        match self {
            StepKind::Return(_) | StepKind::Fail | StepKind::Break | StepKind::Continue => true,
            StepKind::Scope(steps) => ends(steps),
            StepKind::If(_, then, els) => ends(then) && ends(els),
            StepKind::Switch(_, cases, otherwise) => {
                ends(otherwise) && cases.iter().all(|(_, steps)| ends(steps))
            }
            _ => false,
        }
    }
}

/// A C expression.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Int(i128, Int),
    Bool(bool),
    Null,
    /// The same for a child, which is an id.
    NoChild,
    Var(VarId),
    Const(usize),
    /// A tunable of an instance.
    Tunable(Box<Value>, usize),
    Variant(usize, usize),
    /// A field of the state that belongs to a handle.
    State(Part, Box<Value>, usize),
    /// A field of the state that one instance keeps for a CPU.
    CpuState(Box<Value>, Box<Value>, usize),
    Member(Box<Value>, usize, usize),
    /// An element whose index was checked against the length.
    Index(Box<Value>, Box<Value>, u64),
    /// The element for a child of what is kept for each, of so many.
    Slot(Box<Value>, Box<Value>, u64),
    /// The address of a place.
    Address(Box<Value>),
    Unary(UnaryOp, Ty, Box<Value>),
    /// An operator on two values of one type. A shift's second value may be of another.
    Binary(BinaryOp, Ty, Box<Value>, Box<Value>),
    Logic(bool, Box<Value>, Box<Value>),
    Cast(Int, Box<Value>),
    /// Whether a pointer is not null (true) or null.
    IsSome(bool, Box<Value>),
    IntMethod(IntMethod, Int, Box<Value>, Box<Value>),
    Api(Call, &'static Api, Vec<Value>),
    /// A helper by its index in the unit's functions; where its value goes if it is fallible.
    Helper(Call, usize, Vec<Value>, Option<VarId>),
    /// Only as the value of a variable that begins.
    Struct(usize, Vec<(usize, Value)>),
    Array(Vec<Value>),
}

/// What a call gets besides its arguments.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) span: Span,
    /// The instance, if the call needs it.
    pub(crate) instance: Option<VarId>,
}

impl Value {
    /// Visits this value and everything inside it.
    pub(crate) fn walk<'v>(&'v self, visit: &mut dyn FnMut(&'v Value)) {
        visit(self);
        match self {
            Value::Int(..)
            | Value::Bool(_)
            | Value::Null
            | Value::NoChild
            | Value::Var(_)
            | Value::Const(_)
            | Value::Variant(..) => {}
            Value::State(_, a, _)
            | Value::Tunable(a, _)
            | Value::Address(a)
            | Value::Member(a, ..)
            | Value::Unary(_, _, a)
            | Value::Cast(_, a)
            | Value::IsSome(_, a) => a.walk(visit),
            Value::CpuState(a, b, _)
            | Value::Index(a, b, _)
            | Value::Slot(a, b, _)
            | Value::Binary(_, _, a, b)
            | Value::Logic(_, a, b)
            | Value::IntMethod(_, _, a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            Value::Api(_, _, list) | Value::Helper(_, _, list, _) | Value::Array(list) => {
                list.iter().for_each(|value| value.walk(visit));
            }
            Value::Struct(_, fields) => fields.iter().for_each(|(_, value)| value.walk(visit)),
        }
    }

    fn any(&self, test: &dyn Fn(&Value) -> bool) -> bool {
        let mut found = false;
        self.walk(&mut |value| found |= test(value));
        found
    }

    /// Whether it changes something, so that it must run exactly once and in its place.
    pub(crate) fn acts(&self) -> bool {
        self.any(&|value| match value {
            Value::Api(_, api, _) => api.acts,
            Value::Helper(..) => true,
            _ => false,
        })
    }

    /// Whether it gives the same value later.
    pub(crate) fn is_stable(&self, vars: &[Var]) -> bool {
        !self.any(&|value| match value {
            Value::Var(id) => vars.get(*id).is_none_or(|var| !var.stable),
            Value::Tunable(..)
            | Value::Slot(..)
            | Value::State(..)
            | Value::CpuState(..)
            | Value::Index(..)
            | Value::Member(..)
            | Value::Api(..)
            | Value::Helper(..) => true,
            _ => false,
        })
    }
}

impl Step {
    /// Visits the values directly inside the step, not those of steps inside it.
    pub(crate) fn values<'s>(&'s self, visit: &mut dyn FnMut(&'s Value)) {
        match &self.kind {
            StepKind::Declare(_, Some(value))
            | StepKind::Do(value)
            | StepKind::Lock(_, value)
            | StepKind::If(value, ..)
            | StepKind::Switch(value, ..)
            | StepKind::Return(Some(value)) => visit(value),
            StepKind::Assign(place, value) => {
                visit(place);
                visit(value);
            }
            _ => {}
        }
    }

    /// Visits the steps directly inside the step.
    pub(crate) fn blocks<'s>(&'s self, visit: &mut dyn FnMut(&'s [Step])) {
        match &self.kind {
            StepKind::Scope(steps) | StepKind::For(_, _, _, steps) => visit(steps),
            StepKind::If(_, then, els) => {
                visit(then);
                visit(els);
            }
            StepKind::Switch(_, cases, otherwise) => {
                cases.iter().for_each(|(_, steps)| visit(steps));
                visit(otherwise);
            }
            _ => {}
        }
    }
}

/// Visits all steps, those inside others included.
pub(crate) fn walk_steps<'s>(steps: &'s [Step], visit: &mut dyn FnMut(&'s Step)) {
    for step in steps {
        visit(step);
        step.blocks(&mut |inner| walk_steps(inner, visit));
    }
}
