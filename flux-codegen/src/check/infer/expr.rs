//! Expressions: literals, names, operators, assignments, values of structs and arrays.

use super::super::tree::{Expr, ExprKind, TyId};
use super::super::ty::{Int, Ty};
use super::super::unit;
use super::Infer;
use super::table::View;
use crate::diag::Problem;
use crate::syntax::ast;
use crate::syntax::ast::{BinaryOp, UnaryOp};
use proc_macro2::{Ident, Span};

impl Infer<'_> {
    /// Resolves an expression. `hint` is the type that it should have, where that is known: it
    /// helps to find types early, it is not checked here.
    pub(super) fn value(&mut self, written: &ast::Expr, hint: Option<TyId>) -> Expr {
        let span = written.span;
        match &written.kind {
            ast::ExprKind::Int(value, suffix) => self.integer(*value, suffix.as_deref(), span),
            ast::ExprKind::Bool(value) => self.expr(ExprKind::Bool(*value), Ty::Bool, span),
            ast::ExprKind::Unit => self.expr(ExprKind::Unit, Ty::Unit, span),
            ast::ExprKind::Path(path) => self.path(path, span),
            ast::ExprKind::Unary(op, value) => self.unary(*op, value, hint, span),
            ast::ExprKind::Binary(op, at, left, right) => self.binary(*op, *at, left, right, span),
            ast::ExprKind::Assign(place, value) => self.assign(place, value, span),
            ast::ExprKind::AssignOp(op, at, place, value) => {
                self.assign_op(*op, *at, place, value, span)
            }
            ast::ExprKind::Cast(value, ty) => self.cast(value, ty, span),
            ast::ExprKind::Ref(value) => self.reference(value, span),
            ast::ExprKind::Field(base, name) => self.field(base, name, span),
            ast::ExprKind::Index(base, index) => self.index(base, index, span),
            ast::ExprKind::Method(receiver, name, args) => self.method(receiver, name, args, span),
            ast::ExprKind::Call(path, args) => self.call(path, args, hint, span),
            ast::ExprKind::Struct(name, fields) => self.struct_value(name, fields, span),
            ast::ExprKind::Array(values) => self.array(values, span),
            ast::ExprKind::Repeat(value, len) => self.repeat(value, len, span),
            ast::ExprKind::If(branch) => self.branch(branch, hint, span),
            ast::ExprKind::Match(value, arms) => self.match_value(value, arms, hint, span),
            ast::ExprKind::Block(block) => {
                let block = self.block(block, hint);
                let ty = block.ty;
                Expr {
                    kind: ExprKind::Block(block),
                    ty,
                    span,
                }
            }
            ast::ExprKind::For(repeat) => self.repeat_for(repeat, span),
            ast::ExprKind::Return(value) => self.return_value(value.as_deref(), span),
            ast::ExprKind::Break => self.leave_loop(ExprKind::Break, "break", span),
            ast::ExprKind::Continue => self.leave_loop(ExprKind::Continue, "continue", span),
            ast::ExprKind::Assert(condition, message) => {
                let condition = self.condition(condition);
                let message = message
                    .clone()
                    .unwrap_or_else(|| "assertion failed".to_owned());
                self.expr(
                    ExprKind::Assert(Box::new(condition), message),
                    Ty::Unit,
                    span,
                )
            }
            ast::ExprKind::Panic(message) => {
                let message = message
                    .clone()
                    .unwrap_or_else(|| "explicit panic".to_owned());
                self.expr(ExprKind::Panic(message), Ty::Never, span)
            }
            ast::ExprKind::Invalid => self.invalid(span),
        }
    }

    /// An expression that must be a `bool`.
    pub(super) fn condition(&mut self, written: &ast::Expr) -> Expr {
        let bool = self.known(Ty::Bool);
        let condition = self.value(written, Some(bool));
        self.expect(condition.ty, bool, written.span);
        condition
    }

    /// An expression that must have the type.
    pub(super) fn value_of(&mut self, written: &ast::Expr, ty: TyId) -> Expr {
        let value = self.value(written, Some(ty));
        self.expect(value.ty, ty, written.span);
        value
    }

    fn integer(&mut self, value: u128, suffix: Option<&str>, span: Span) -> Expr {
        let ty = match suffix {
            None => self.table.free_int(),
            Some(name) => match Int::from_name(name) {
                Some(int) => self.known(Ty::Int(int)),
                None => {
                    let problem = Problem::TypeUnknown {
                        name: name.to_owned(),
                    };
                    self.error(span, &problem);
                    return self.invalid(span);
                }
            },
        };
        match i128::try_from(value) {
            Ok(value) => Expr {
                kind: ExprKind::Int(value),
                ty,
                span,
            },
            Err(_) => self.invalid(span),
        }
    }

    fn path(&mut self, path: &[Ident], span: Span) -> Expr {
        let names: Vec<String> = path.iter().map(ToString::to_string).collect();
        match names
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .as_slice()
        {
            ["None"] => {
                let inner = self.table.free();
                let ty = self.table.option(inner);
                return Expr {
                    kind: ExprKind::None,
                    ty,
                    span,
                };
            }
            [name] => {
                if let Some(local) = self.lookup(name) {
                    let ty = self.locals.get(local).map_or_else(|| 0, |local| local.ty);
                    return Expr {
                        kind: ExprKind::Local(local),
                        ty,
                        span,
                    };
                }
                if let Some(expr) = self.constant(name, span) {
                    return expr;
                }
            }
            ["Self", name] => {
                if let Some(expr) = self.constant(name, span) {
                    return expr;
                }
            }
            [ty, name] => {
                if let Some((int, value)) = unit::int_constant(ty, name) {
                    return self.expr(ExprKind::Int(value), Ty::Int(int), span);
                }
                if let Some((item, variant)) = self.variant(ty, name) {
                    return self.expr(ExprKind::Variant(item, variant), Ty::Enum(item), span);
                }
            }
            _ => {}
        }
        self.error(
            span,
            &Problem::NameUnknown {
                name: names.join("::"),
            },
        );
        self.invalid(span)
    }

    fn constant(&mut self, name: &str, span: Span) -> Option<Expr> {
        let unit = self.unit;
        let find = |list: &[unit::ConstInfo]| list.iter().position(|item| item.name == name);
        if let Some(at) = find(&unit.consts) {
            let ty = unit.consts.get(at)?.ty.clone();
            return Some(self.expr(ExprKind::Const(at), ty, span));
        }
        if let Some(tunable) = unit.tunables.iter().find(|item| item.name == name) {
            let problem = Problem::TunableWithoutGet {
                name: name.to_owned(),
                call: tunable_call(&tunable.ty),
            };
            self.error(span, &problem);
            return Some(self.invalid(span));
        }
        // A constant whose own declaration was reported.
        let declared = unit.syntax.consts.iter().any(|item| item.name == name);
        declared.then(|| self.invalid(span))
    }

    /// Finds a variant by the names of enum and variant.
    pub(super) fn variant(&self, ty: &str, name: &str) -> Option<(usize, usize)> {
        let item = self.unit.enums.iter().position(|item| item.name == ty)?;
        let variants = &self.unit.enums.get(item)?.variants;
        Some((
            item,
            variants.iter().position(|(variant, _)| variant == name)?,
        ))
    }

    fn unary(&mut self, op: UnaryOp, value: &ast::Expr, hint: Option<TyId>, span: Span) -> Expr {
        let value = self.value(value, hint);
        let ty = value.ty;
        let fits = match (self.table.view(ty), op) {
            (View::FreeInt | View::Known(Ty::Error | Ty::Never), _) => true,
            (View::Known(Ty::Bool | Ty::Int(_)), UnaryOp::Not) => true,
            (View::Known(Ty::Int(int)), UnaryOp::Neg) => int.signed,
            _ => false,
        };
        if !fits {
            let op = if op == UnaryOp::Not { "!" } else { "-" };
            let problem = Problem::OperatorType {
                op,
                ty: self.words(ty),
            };
            self.error(span, &problem);
            return self.invalid(span);
        }
        Expr {
            kind: ExprKind::Unary(op, Box::new(value)),
            ty,
            span,
        }
    }

    fn binary(
        &mut self,
        op: BinaryOp,
        at: Span,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
    ) -> Expr {
        if matches!(op, BinaryOp::And | BinaryOp::Or) {
            let (left, right) = (self.condition(left), self.condition(right));
            let kind = ExprKind::Logic(op == BinaryOp::And, Box::new(left), Box::new(right));
            return self.expr(kind, Ty::Bool, span);
        }
        let left = self.value(left, None);
        let hint = (!is_shift(op)).then_some(left.ty);
        let right = self.value(right, hint);
        let fits = self.operands_fit(op, left.ty, right.ty);
        if !fits {
            let (a, b) = (self.words(left.ty), self.words(right.ty));
            let ty = if a == b { a } else { format!("{a}` and `{b}") };
            self.error(
                at,
                &Problem::OperatorType {
                    op: op.symbol(),
                    ty,
                },
            );
            return self.invalid(span);
        }
        let ty = if op.compares() {
            self.known(Ty::Bool)
        } else {
            left.ty
        };
        Expr {
            kind: ExprKind::Binary(op, at, Box::new(left), Box::new(right)),
            ty,
            span,
        }
    }

    /// Whether the operator exists for the types; makes them the same where it needs that.
    fn operands_fit(&mut self, op: BinaryOp, left: TyId, right: TyId) -> bool {
        let is_int = |view: View| matches!(view, View::FreeInt | View::Known(Ty::Int(_)));
        if is_shift(op) {
            return is_int(self.table.view(left)) && is_int(self.table.view(right))
                || self.is_error(left)
                || self.is_error(right);
        }
        if !self.table.unify(left, right) {
            return false;
        }
        match self.table.view(left) {
            View::FreeInt | View::Known(Ty::Int(_) | Ty::Error) => true,
            View::Known(Ty::Nanos) => op.compares() || matches!(op, BinaryOp::Add | BinaryOp::Sub),
            View::Known(Ty::Bool) => {
                op.compares() || matches!(op, BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor)
            }
            View::Known(Ty::Enum(_)) => op.compares(),
            _ => false,
        }
    }

    pub(super) fn is_error(&self, ty: TyId) -> bool {
        self.table.view(ty) == View::Known(Ty::Error)
    }

    fn assign(&mut self, place: &ast::Expr, value: &ast::Expr, span: Span) -> Expr {
        let place = self.place(place);
        let value = self.value_of(value, place.ty);
        self.expr(
            ExprKind::Assign(Box::new(place), Box::new(value)),
            Ty::Unit,
            span,
        )
    }

    fn assign_op(
        &mut self,
        op: BinaryOp,
        at: Span,
        place: &ast::Expr,
        value: &ast::Expr,
        span: Span,
    ) -> Expr {
        let place = self.place(place);
        let hint = (!is_shift(op)).then_some(place.ty);
        let value = self.value(value, hint);
        if !self.operands_fit(op, place.ty, value.ty) {
            let (a, b) = (self.words(place.ty), self.words(value.ty));
            let ty = if a == b { a } else { format!("{a}` and `{b}") };
            self.error(
                at,
                &Problem::OperatorType {
                    op: op.symbol(),
                    ty,
                },
            );
            return self.invalid(span);
        }
        let kind = ExprKind::AssignOp(op, at, Box::new(place), Box::new(value));
        self.expr(kind, Ty::Unit, span)
    }

    fn cast(&mut self, value: &ast::Expr, ty: &ast::Type, span: Span) -> Expr {
        let to = self.unit.resolve_type(ty, self.out);
        let to_id = self.known(to.clone());
        let value = self.value(value, Some(to_id));
        // rustc reads `5 as u64` as a `u64` from the start.
        if matches!(value.kind, ExprKind::Int(_)) && self.table.view(value.ty) == View::FreeInt {
            self.table.unify(value.ty, to_id);
        }
        let from = self.table.view(value.ty);
        let from_fits = matches!(
            from,
            View::FreeInt | View::Known(Ty::Int(_) | Ty::Bool | Ty::Enum(_) | Ty::Error)
        );
        if !from_fits || !matches!(to, Ty::Int(_) | Ty::Error) {
            let (from, to) = (self.words(value.ty), self.unit.type_text(&to));
            self.error(span, &Problem::CastType { from, to });
            return self.invalid(span);
        }
        Expr {
            kind: ExprKind::Cast(Box::new(value)),
            ty: to_id,
            span,
        }
    }

    /// `&x`: handles are passed as they are, and `&roci.primary` is a child.
    fn reference(&mut self, value: &ast::Expr, span: Span) -> Expr {
        let value = self.value(value, None);
        match self.table.view(value.ty) {
            View::Known(Ty::Child | Ty::Peer | Ty::Children(_) | Ty::Error) => value,
            _ => {
                let problem = Problem::RefToValue {
                    ty: self.words(value.ty),
                };
                self.error(span, &problem);
                self.invalid(span)
            }
        }
    }
}

/// How a tunable of the type is read.
pub(super) fn tunable_call(ty: &Ty) -> &'static str {
    match ty {
        Ty::PerChild(..) => "of(child)",
        Ty::CpuSet => "contains(cpu)",
        _ => "get()",
    }
}

pub(super) fn is_shift(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Shl | BinaryOp::Shr)
}
