//! A subscheduler type as it was written: its state, settings, ops and helpers.

use super::ast::{Block, Expr, Type};
use crate::source::SourceFile;
use proc_macro2::{Ident, Span};

/// One annotated module: a subscheduler type with its state and ops.
#[derive(Clone, Debug)]
pub struct Subsched {
    /// The module's name.
    pub name: Ident,
    /// The module's doc comment.
    pub docs: Docs,
    /// Where it was written.
    pub file: SourceFile,
    /// The `#[sched]`, `#[thread]` and `#[cpu]` structs, at most one of each.
    pub states: Vec<State>,
    /// `#[tunable]` statics.
    pub tunables: Vec<Constant>,
    /// `const` items.
    pub consts: Vec<Constant>,
    /// C-like enums.
    pub enums: Vec<Enum>,
    /// Structs that are used by value.
    pub structs: Vec<ValueStruct>,
    /// The `impl ThreadScheduler for …` or `impl CpuScheduler for …`.
    pub policies: Vec<Policy>,
    /// Helper functions: free ones and those of `impl Type`.
    pub helpers: Vec<Function>,
}

impl Subsched {
    /// The state struct of one kind, if declared.
    pub fn state(&self, part: Part) -> Option<&State> {
        self.states.iter().find(|state| state.part == part)
    }

    /// The name of the `#[sched]` struct, by which Rust knows the type; the module's name until
    /// that struct is written.
    pub fn type_name(&self) -> String {
        self.state(Part::Sched)
            .map_or_else(|| self.name.to_string(), |s| s.name.to_string())
    }
}

/// The lines of a doc comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs(pub Vec<String>);

impl Docs {
    /// The first paragraph as one line; none without a doc comment.
    pub fn summary(&self) -> Option<String> {
        let lines = self.0.iter().map(|line| line.trim());
        let first: Vec<&str> = lines
            .skip_while(|l| l.is_empty())
            .take_while(|l| !l.is_empty())
            .collect();
        (!first.is_empty()).then(|| first.join(" "))
    }
}

/// What a state struct belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The instance.
    Sched,
    /// Each of its threads.
    Thread,
    /// Each CPU, per instance.
    Cpu,
}

impl Part {
    /// The attribute's name, which is also the C suffix.
    pub fn name(self) -> &'static str {
        match self {
            Part::Sched => "sched",
            Part::Thread => "thread",
            Part::Cpu => "cpu",
        }
    }
}

/// A `#[sched]`, `#[thread]` or `#[cpu]` struct.
#[derive(Clone, Debug)]
pub struct State {
    /// Which of them.
    pub part: Part,
    /// Its name.
    pub name: Ident,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A field of a state struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: Ident,
    /// Its type as written.
    pub ty: Type,
    /// The span of `#[locked]`, if it is there.
    pub locked: Option<Span>,
    /// `#[role]`, if it is there.
    pub role: Option<Role>,
    /// `#[key(field)]`, if it is there.
    pub key: Option<Key>,
    /// Its doc comment.
    pub docs: Docs,
}

/// `#[role]` or `#[role(claims_idle)]`.
#[derive(Clone, Debug)]
pub struct Role {
    /// Whether threads below may be sent straight to an idle CPU.
    pub claims_idle: bool,
    /// The word `role`.
    pub span: Span,
}

/// `#[key(field)]`: what orders the tree of a node.
#[derive(Clone, Debug)]
pub struct Key {
    /// The field's name.
    pub field: Ident,
    /// The word `key`.
    pub span: Span,
}

/// A `const` or a `#[tunable] static`.
#[derive(Clone, Debug)]
pub struct Constant {
    /// Its name.
    pub name: Ident,
    /// Its type as written.
    pub ty: Type,
    /// Its value, or the default of a tunable.
    pub value: Expr,
    /// Its doc comment.
    pub docs: Docs,
}

/// An enum without data.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its name.
    pub name: Ident,
    /// The type of `#[repr(u8)]`, if written.
    pub repr: Option<Ident>,
    /// Its variants with their explicit values.
    pub variants: Vec<(Ident, Option<Expr>)>,
    /// Its doc comment.
    pub docs: Docs,
}

/// A struct used by value.
#[derive(Clone, Debug)]
pub struct ValueStruct {
    /// Its name.
    pub name: Ident,
    /// Its fields.
    pub fields: Vec<(Ident, Type)>,
    /// Its doc comment.
    pub docs: Docs,
}

/// An `impl … for …` of one of the two kinds.
#[derive(Clone, Debug)]
pub struct Policy {
    /// `ThreadScheduler` or `CpuScheduler`.
    pub kind: Kind,
    /// The trait's name, where errors about the whole point.
    pub span: Span,
    /// The type it is for.
    pub self_ty: Type,
    /// The ops, in their order.
    pub ops: Vec<Function>,
}

/// The two kinds of subschedulers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Has threads and runs them.
    Thread,
    /// Has children and hands out CPUs.
    Cpu,
}

impl Kind {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Thread => "a thread scheduler",
            Kind::Cpu => "a CPU scheduler",
        }
    }
}

/// An op or a helper.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: Ident,
    /// Its doc comment.
    pub docs: Docs,
    /// Its parameters.
    pub params: Vec<Param>,
    /// What it returns.
    pub ret: Type,
    /// What it does.
    pub body: Block,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name; none for `_`.
    pub name: Option<Ident>,
    /// Whether it is `mut`.
    pub mutable: bool,
    /// Its type as written.
    pub ty: Type,
    /// The whole of it.
    pub span: Span,
}
