//! Fields and elements: state behind handles and guards, structs, arrays, variables.

use super::super::tree::{Expr, ExprKind};
use super::super::ty::{Int, Ty};
use super::super::unit::{Access, FieldInfo};
use super::Infer;
use super::table::View;
use crate::diag::Problem;
use crate::syntax::ast;
use crate::syntax::model::Part;
use proc_macro2::{Ident, Span};

impl Infer<'_> {
    /// Resolves what stands left of `=`.
    pub(super) fn place(&mut self, written: &ast::Expr) -> Expr {
        let place = self.value(written, None);
        if let Some(problem) = self.why_not_assignable(&place) {
            self.error(written.span, &problem);
            return self.invalid(written.span);
        }
        place
    }

    fn why_not_assignable(&self, place: &Expr) -> Option<Problem> {
        match &place.kind {
            // Assigning to an unmutable variable that has no value yet is Rust, too; rustc tells
            // the two apart, and both are the same in C.
            ExprKind::Local(local) => {
                let local = self.locals.get(*local)?;
                let is_guard = self.table.view(local.ty) == View::Known(Ty::Guard);
                is_guard.then_some(Problem::GuardMoved)
            }
            ExprKind::Locked(_, field) => match self.unit.sched.get(*field)?.ty {
                Ty::List(..) | Ty::Tree(_) => Some(Problem::NotAPlace),
                _ => None,
            },
            ExprKind::Member(base, ..) | ExprKind::Index(base, _) => self.why_not_assignable(base),
            ExprKind::Invalid => None,
            _ => Some(Problem::NotAPlace),
        }
    }

    /// Resolves `base.name`.
    pub(super) fn field(&mut self, base: &ast::Expr, name: &Ident, span: Span) -> Expr {
        let base = self.value(base, None);
        match self.table.view(base.ty) {
            View::Known(Ty::Sched) => self.state_field(Part::Sched, base, name, span),
            View::Known(Ty::Thread) => self.state_field(Part::Thread, base, name, span),
            View::Known(Ty::Cpu) => self.state_field(Part::Cpu, base, name, span),
            View::Known(Ty::Guard) => self.locked_field(base, name, span),
            View::Known(Ty::Struct(at)) => self.member(at, base, name, span),
            View::Known(Ty::Error) => self.invalid(span),
            View::Option(inner) => {
                let inner = self.words(inner);
                self.error(base.span, &Problem::OptionNotHandled { inner });
                self.invalid(span)
            }
            _ => {
                let problem = Problem::FieldUnknown {
                    field: name.to_string(),
                    of: self.words(base.ty),
                    known: "it has none".to_owned(),
                };
                self.error(name.span(), &problem);
                self.invalid(span)
            }
        }
    }

    fn state_field(&mut self, part: Part, base: Expr, name: &Ident, span: Span) -> Expr {
        let unit = self.unit;
        let fields = unit.state(part);
        let Some((at, info)) = find(fields, name) else {
            return self.unknown_field(part, fields, name, span);
        };
        match info.access {
            Access::Role { .. } => {
                let ty = match &info.ty {
                    many @ Ty::Children(_) => many.clone(),
                    _ => Ty::Child,
                };
                self.expr(ExprKind::Role(Box::new(base), at), ty, span)
            }
            Access::Peer => self.expr(ExprKind::Role(Box::new(base), at), Ty::Peer, span),
            Access::Shared => {
                let kind = ExprKind::State(part, Box::new(base), at);
                self.expr(kind, info.ty.clone(), span)
            }
            Access::Locked => {
                self.error(
                    name.span(),
                    &Problem::LockedWithoutGuard {
                        field: name.to_string(),
                    },
                );
                self.invalid(span)
            }
            Access::Link => {
                self.error(
                    name.span(),
                    &Problem::LinkUsed {
                        field: name.to_string(),
                    },
                );
                self.invalid(span)
            }
        }
    }

    fn unknown_field(
        &mut self,
        part: Part,
        fields: &[FieldInfo],
        name: &Ident,
        span: Span,
    ) -> Expr {
        let known: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        let known = if known.is_empty() {
            "it has none".to_owned()
        } else {
            known.join(", ")
        };
        let of = format!("the `#[{}]` struct", part.name());
        self.error(
            name.span(),
            &Problem::FieldUnknown {
                field: name.to_string(),
                of,
                known,
            },
        );
        self.invalid(span)
    }

    fn locked_field(&mut self, guard: Expr, name: &Ident, span: Span) -> Expr {
        let unit = self.unit;
        match find(&unit.sched, name) {
            Some((at, info)) if info.access == Access::Locked => {
                let kind = ExprKind::Locked(Box::new(guard), at);
                self.expr(kind, info.ty.clone(), span)
            }
            Some(_) => {
                self.error(
                    name.span(),
                    &Problem::NotLocked {
                        field: name.to_string(),
                    },
                );
                self.invalid(span)
            }
            None => {
                let locked = |field: &&FieldInfo| field.access == Access::Locked;
                let fields: Vec<FieldInfo> = unit.sched.iter().filter(locked).cloned().collect();
                self.unknown_field(Part::Sched, &fields, name, span)
            }
        }
    }

    fn member(&mut self, at: usize, base: Expr, name: &Ident, span: Span) -> Expr {
        let unit = self.unit;
        let Some(item) = unit.structs.get(at) else {
            return self.invalid(span);
        };
        let Some(field) = item.fields.iter().position(|(known, _)| *name == known) else {
            let known: Vec<&str> = item.fields.iter().map(|(name, _)| name.as_str()).collect();
            let problem = Problem::FieldUnknown {
                field: name.to_string(),
                of: item.name.clone(),
                known: known.join(", "),
            };
            self.error(name.span(), &problem);
            return self.invalid(span);
        };
        let ty = item
            .fields
            .get(field)
            .map_or(Ty::Error, |(_, ty)| ty.clone());
        self.expr(ExprKind::Member(Box::new(base), at, field), ty, span)
    }

    /// Resolves `base[index]`.
    pub(super) fn index(&mut self, base: &ast::Expr, index: &ast::Expr, span: Span) -> Expr {
        let base = self.value(base, None);
        let usize = self.known(Ty::Int(Int::USIZE));
        let index = self.value_of(index, usize);
        match self.table.view(base.ty) {
            View::Array(element, _) => Expr {
                kind: ExprKind::Index(Box::new(base), Box::new(index)),
                ty: element,
                span,
            },
            View::Known(Ty::Error) => self.invalid(span),
            _ => {
                let problem = Problem::OperatorType {
                    op: "[…]",
                    ty: self.words(base.ty),
                };
                self.error(span, &problem);
                self.invalid(span)
            }
        }
    }
}

fn find<'f>(fields: &'f [FieldInfo], name: &Ident) -> Option<(usize, &'f FieldInfo)> {
    fields
        .iter()
        .enumerate()
        .find(|(_, field)| *name == field.name)
}
