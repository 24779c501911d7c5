//! Functions with every name and type resolved: what `infer` makes and `lower` reads.

use super::api::Api;
use super::ty::Ty;
use crate::syntax::ast::{BinaryOp, UnaryOp};
use crate::syntax::model::Part;
use proc_macro2::Span;

/// An index into [`Function::types`].
pub(crate) type TyId = usize;

/// An index into [`Function::locals`].
pub(crate) type LocalId = usize;

/// A resolved function.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) locals: Vec<Local>,
    pub(crate) types: Vec<Ty>,
    /// The parameters, as locals.
    pub(crate) params: Vec<LocalId>,
    pub(crate) ret: Ty,
    pub(crate) body: Block,
}

impl Function {
    pub(crate) fn ty(&self, id: TyId) -> &Ty {
        self.types.get(id).unwrap_or(&Ty::Error)
    }
}

/// A parameter or variable.
#[derive(Clone, Debug)]
pub(crate) struct Local {
    pub(crate) name: String,
    pub(crate) ty: TyId,
    pub(crate) mutable: bool,
}

/// Statements and their value.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) stmts: Vec<Stmt>,
    pub(crate) tail: Option<Box<Expr>>,
    pub(crate) ty: TyId,
    /// The closing brace, where guards are released.
    pub(crate) end: Span,
}

/// A statement.
#[derive(Clone, Debug)]
pub(crate) enum Stmt {
    /// `let`; the pattern is a plain name or `_` unless there is an `else`.
    Let {
        pat: Pat,
        init: Option<Expr>,
        els: Option<Block>,
        span: Span,
    },
    /// An expression for its effect.
    Expr(Expr),
}

/// An expression.
#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) ty: TyId,
    pub(crate) span: Span,
}

/// The forms of expressions.
#[derive(Clone, Debug)]
pub(crate) enum ExprKind {
    Int(i128),
    Bool(bool),
    Unit,
    Local(LocalId),
    Const(usize),
    /// A tunable of the instance that the function runs for.
    Tunable(usize),
    /// A variant of an enum.
    Variant(usize, usize),
    Unary(UnaryOp, Box<Expr>),
    /// Not `&&` and `||`.
    Binary(BinaryOp, Span, Box<Expr>, Box<Expr>),
    /// `&&` (true) or `||`.
    Logic(bool, Box<Expr>, Box<Expr>),
    Cast(Box<Expr>),
    /// `Nanos::from_…`: the value times so many nanoseconds.
    Nanos(i128, Box<Expr>),
    /// `.as_nanos()`: the same bits, another type.
    Same(Box<Expr>),
    Assign(Box<Expr>, Box<Expr>),
    AssignOp(BinaryOp, Span, Box<Expr>, Box<Expr>),
    /// A field of a struct by value.
    Member(Box<Expr>, usize, usize),
    Index(Box<Expr>, Box<Expr>),
    /// A field behind the guard.
    Locked(Box<Expr>, usize),
    /// A shared field of a handle; stands only under `Get`, `Set` and `Slot`.
    State(Part, Box<Expr>, usize),
    /// The element for a child of what is kept for each; stands only under `Get` and `Set`.
    Slot(Box<Expr>, Box<Expr>),
    Get(Box<Expr>),
    Set(Box<Expr>, Box<Expr>),
    /// A child by its role, or the children whose roles the hierarchy names.
    Role(Box<Expr>, usize),
    Lock(Box<Expr>),
    /// `drop(guard)`.
    Drop(LocalId),
    /// A call of the table; receiver first.
    Api(&'static Api, Vec<Expr>),
    IntMethod(IntMethod, Box<Expr>, Box<Expr>),
    /// A helper, by its index in the unit's functions.
    Helper(usize, Vec<Expr>),
    Some(Box<Expr>),
    None,
    /// `.is_some()` (true) or `.is_none()`.
    IsSome(bool, Box<Expr>),
    /// `.unwrap()` or `.expect(…)` with its message.
    Unwrap(Box<Expr>, String),
    /// A struct with its fields in the order in which they are written.
    Struct(usize, Vec<(usize, Expr)>),
    Array(Vec<Expr>),
    Repeat(Box<Expr>),
    If(Box<Expr>, Block, Option<Box<Expr>>),
    IfLet(Pat, Box<Expr>, Block, Option<Box<Expr>>),
    Match(Box<Expr>, Vec<(Pat, Expr)>),
    Block(Block),
    For(Box<For>),
    Return(Option<Box<Expr>>),
    Break,
    Continue,
    /// `assert!` with its message.
    Assert(Box<Expr>, String),
    /// `panic!` with its message.
    Panic(String),
    /// Was reported.
    Invalid,
}

/// A loop with its bounds known.
#[derive(Clone, Debug)]
pub(crate) struct For {
    pub(crate) var: LocalId,
    pub(crate) from: i128,
    /// One past the last value.
    pub(crate) to: i128,
    pub(crate) body: Block,
}

/// Methods of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IntMethod {
    Min,
    Max,
    WrappingAdd,
    WrappingSub,
    WrappingMul,
    SaturatingAdd,
    SaturatingSub,
}

/// A pattern.
#[derive(Clone, Debug)]
pub(crate) enum Pat {
    Wild,
    Bind(LocalId),
    /// `Some(_)` or `Some(name)`.
    Some(Option<LocalId>),
    None,
    /// Values, inclusive on both ends.
    Values(Vec<(i128, i128)>),
}

impl Expr {
    /// Visits the expressions directly inside this one, in the order in which they run.
    pub(crate) fn children<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        match &self.kind {
            ExprKind::Int(_)
            | ExprKind::Bool(_)
            | ExprKind::Unit
            | ExprKind::Local(_)
            | ExprKind::Const(_)
            | ExprKind::Tunable(_)
            | ExprKind::Variant(..)
            | ExprKind::Drop(_)
            | ExprKind::None
            | ExprKind::Break
            | ExprKind::Continue
            | ExprKind::Panic(_)
            | ExprKind::Invalid => {}
            ExprKind::Unary(_, a)
            | ExprKind::Cast(a)
            | ExprKind::Nanos(_, a)
            | ExprKind::Same(a)
            | ExprKind::Member(a, ..)
            | ExprKind::Locked(a, _)
            | ExprKind::State(_, a, _)
            | ExprKind::Get(a)
            | ExprKind::Role(a, _)
            | ExprKind::Lock(a)
            | ExprKind::Some(a)
            | ExprKind::IsSome(_, a)
            | ExprKind::Unwrap(a, _)
            | ExprKind::Repeat(a)
            | ExprKind::Assert(a, _) => visit(a),
            ExprKind::Binary(_, _, a, b)
            | ExprKind::Logic(_, a, b)
            | ExprKind::Assign(a, b)
            | ExprKind::AssignOp(_, _, a, b)
            | ExprKind::Index(a, b)
            | ExprKind::Slot(a, b)
            | ExprKind::Set(a, b)
            | ExprKind::IntMethod(_, a, b) => {
                visit(a);
                visit(b);
            }
            ExprKind::Api(_, list) | ExprKind::Helper(_, list) | ExprKind::Array(list) => {
                list.iter().for_each(visit);
            }
            ExprKind::Struct(_, fields) => fields.iter().for_each(|(_, value)| visit(value)),
            ExprKind::If(cond, then, els) | ExprKind::IfLet(_, cond, then, els) => {
                visit(cond);
                then.children(visit);
                els.iter().for_each(|els| visit(els));
            }
            ExprKind::Match(value, arms) => {
                visit(value);
                arms.iter().for_each(|(_, body)| visit(body));
            }
            ExprKind::Block(block) => block.children(visit),
            ExprKind::For(repeat) => repeat.body.children(visit),
            ExprKind::Return(value) => value.iter().for_each(|value| visit(value)),
        }
    }

    /// Visits this expression and everything inside it.
    pub(crate) fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        visit(self);
        self.children(&mut |child| child.walk(visit));
    }
}

impl Block {
    /// Visits the expressions directly inside the block.
    pub(crate) fn children<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        for stmt in &self.stmts {
            match stmt {
                Stmt::Let { init, els, .. } => {
                    init.iter().for_each(&mut *visit);
                    if let Some(els) = els {
                        els.children(visit);
                    }
                }
                Stmt::Expr(value) => visit(value),
            }
        }
        self.tail.iter().for_each(|tail| visit(tail));
    }

    /// Visits everything inside the block.
    pub(crate) fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        self.children(&mut |child| child.walk(visit));
    }
}
