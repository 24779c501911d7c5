//! The language inside an op, as a small tree. Every node keeps its span.
//!
//! Names are not resolved here and types are as written; [`check`](mod@crate::check) does both. A construct
//! that the language does not have was reported while parsing and stands as [`ExprKind::Invalid`],
//! so that the rest of the op is still checked.

use proc_macro2::{Ident, Span};

/// A type as written.
#[derive(Clone, Debug)]
pub struct Type {
    /// What it is.
    pub kind: TypeKind,
    /// Where.
    pub span: Span,
}

/// The forms of types that the language has.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `u32`, `Sched<Self>`, `List<Thread, link>`, `flux::Nanos`: the last segment and its arguments.
    Named(Ident, Vec<Type>),
    /// `&T`.
    Ref(Box<Type>),
    /// `[T; N]`.
    Array(Box<Type>, Box<Expr>),
    /// The number in `Children<8>`.
    Number(Box<Expr>),
    /// `()`, or no return type.
    Unit,
    /// `_`.
    Infer,
    /// Was reported.
    Invalid,
}

/// `{ … }`.
#[derive(Clone, Debug)]
pub struct Block {
    /// The statements.
    pub stmts: Vec<Stmt>,
    /// The value, if the block has one.
    pub tail: Option<Box<Expr>>,
    /// The braces and what is between them.
    pub span: Span,
    /// The closing brace.
    pub end: Span,
}

/// A statement.
#[derive(Clone, Debug)]
pub enum Stmt {
    /// `let pattern: type = init else { … };`
    Let(Box<Let>),
    /// An expression and `;`, or an expression that needs none.
    Expr(Expr),
}

/// A `let` statement.
#[derive(Clone, Debug)]
pub struct Let {
    /// What is bound.
    pub pat: Pat,
    /// The annotation.
    pub ty: Option<Type>,
    /// The value.
    pub init: Option<Expr>,
    /// The block of `let … else`.
    pub els: Option<Block>,
    /// The whole statement.
    pub span: Span,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// The forms of expressions that the language has.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `5`, `5u64`.
    Int(u128, Option<String>),
    /// `true`, `false`.
    Bool(bool),
    /// `()`.
    Unit,
    /// `x`, `SLICE`, `Color::Red`.
    Path(Vec<Ident>),
    /// `-x`, `!x`.
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`; the span is the operator's.
    Binary(BinaryOp, Span, Box<Expr>, Box<Expr>),
    /// `a = b`.
    Assign(Box<Expr>, Box<Expr>),
    /// `a += b`; the span is the operator's.
    AssignOp(BinaryOp, Span, Box<Expr>, Box<Expr>),
    /// `x as T`.
    Cast(Box<Expr>, Type),
    /// `&x`.
    Ref(Box<Expr>),
    /// `x.f`.
    Field(Box<Expr>, Ident),
    /// `x[i]`.
    Index(Box<Expr>, Box<Expr>),
    /// `x.f(…)`.
    Method(Box<Expr>, Ident, Vec<Expr>),
    /// `f(…)`, `Nanos::from_millis(…)`.
    Call(Vec<Ident>, Vec<Expr>),
    /// `S { a: 1 }`.
    Struct(Ident, Vec<(Ident, Expr)>),
    /// `[a, b]`.
    Array(Vec<Expr>),
    /// `[x; N]`.
    Repeat(Box<Expr>, Box<Expr>),
    /// `if`, `if let`.
    If(Box<If>),
    /// `match`.
    Match(Box<Expr>, Vec<Arm>),
    /// `{ … }`.
    Block(Block),
    /// `for i in a..b`.
    For(Box<For>),
    /// `return x`.
    Return(Option<Box<Expr>>),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `assert!(x, "…")`.
    Assert(Box<Expr>, Option<String>),
    /// `panic!("…")`.
    Panic(Option<String>),
    /// Was reported.
    Invalid,
}

/// `if` with either kind of condition.
#[derive(Clone, Debug)]
pub struct If {
    /// The pattern of `if let`.
    pub pat: Option<Pat>,
    /// The condition, or what the pattern is matched against.
    pub cond: Expr,
    /// When it holds.
    pub then: Block,
    /// When it does not: a block, or another `if`.
    pub els: Option<Expr>,
}

/// `for i in from..to`.
#[derive(Clone, Debug)]
pub struct For {
    /// The counter; none for `_`.
    pub var: Option<Ident>,
    /// First value.
    pub from: Expr,
    /// Bound.
    pub to: Expr,
    /// Whether the bound is itself a value (`..=`).
    pub inclusive: bool,
    /// What is repeated.
    pub body: Block,
    /// The word `for`.
    pub span: Span,
}

/// One arm of a `match`.
#[derive(Clone, Debug)]
pub struct Arm {
    /// When.
    pub pat: Pat,
    /// What.
    pub body: Expr,
}

/// A pattern.
#[derive(Clone, Debug)]
pub struct Pat {
    /// What it is.
    pub kind: PatKind,
    /// Where.
    pub span: Span,
}

/// The forms of patterns that the language has.
#[derive(Clone, Debug)]
pub enum PatKind {
    /// `_`.
    Wild,
    /// `x`, `mut x`; also a constant's or variant's bare name.
    Bind(Ident, bool),
    /// `Some(p)`.
    Some(Box<Pat>),
    /// `None`.
    None,
    /// `3`, `-3`, `3u8`.
    Int(i128),
    /// `true`.
    Bool(bool),
    /// `1..=5`, `1..5`, with the bound inclusive.
    Range(i128, i128),
    /// `Color::Red`.
    Path(Vec<Ident>),
    /// `a | b`.
    Or(Vec<Pat>),
    /// Was reported.
    Invalid,
}

/// A unary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `!`, on `bool` or an integer.
    Not,
    /// `-`.
    Neg,
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    BitAnd,
    BitOr,
    BitXor,
    Shl,
    Shr,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    And,
    Or,
}

impl BinaryOp {
    /// Whether it compares, so that its value is a `bool`.
    pub fn compares(self) -> bool {
        use BinaryOp::{Eq, Ge, Gt, Le, Lt, Ne};
        matches!(self, Eq | Ne | Lt | Le | Gt | Ge)
    }

    /// As written, in Rust as in C.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::Rem => "%",
            BinaryOp::BitAnd => "&",
            BinaryOp::BitOr => "|",
            BinaryOp::BitXor => "^",
            BinaryOp::Shl => "<<",
            BinaryOp::Shr => ">>",
            BinaryOp::Eq => "==",
            BinaryOp::Ne => "!=",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
            BinaryOp::And => "&&",
            BinaryOp::Or => "||",
        }
    }
}
