//! Values of structs and arrays.

use super::super::tree::{Expr, ExprKind};
use super::super::ty::{Int, Ty};
use super::super::unit;
use super::Infer;
use crate::diag::Problem;
use crate::syntax::ast;
use proc_macro2::{Ident, Span};

impl Infer<'_> {
    /// Resolves `Name { field: value }`.
    pub(super) fn struct_value(
        &mut self,
        name: &Ident,
        fields: &[(Ident, ast::Expr)],
        span: Span,
    ) -> Expr {
        let unit = self.unit;
        let text = name.to_string();
        let Some(at) = unit.structs.iter().position(|item| item.name == text) else {
            self.error(name.span(), &Problem::TypeUnknown { name: text });
            return self.invalid(span);
        };
        let declared = unit
            .structs
            .get(at)
            .map(|item| item.fields.as_slice())
            .unwrap_or_default();
        let mut values = Vec::new();
        for (name, value) in fields {
            let Some(field) = declared.iter().position(|(known, _)| *name == known) else {
                let problem = Problem::FieldUnknown {
                    field: name.to_string(),
                    of: text.clone(),
                    known: declared
                        .iter()
                        .map(|(n, _)| n.as_str())
                        .collect::<Vec<_>>()
                        .join(", "),
                };
                self.error(name.span(), &problem);
                continue;
            };
            let ty = declared.get(field).map_or(Ty::Error, |(_, ty)| ty.clone());
            let ty = self.known(ty);
            values.push((field, self.value_of(value, ty)));
        }
        let missing = declared
            .iter()
            .enumerate()
            .find(|(at, _)| values.iter().all(|v| v.0 != *at));
        if let Some((_, (field, _))) = missing {
            let problem = Problem::FieldMissing {
                field: field.clone(),
                of: text,
            };
            self.error(name.span(), &problem);
        }
        self.expr(ExprKind::Struct(at, values), Ty::Struct(at), span)
    }

    /// Resolves `[a, b]`.
    pub(super) fn array(&mut self, values: &[ast::Expr], span: Span) -> Expr {
        let element = self.table.free();
        let values: Vec<Expr> = values
            .iter()
            .map(|value| self.value_of(value, element))
            .collect();
        let ty = self.table.array(element, values.len() as u64);
        Expr {
            kind: ExprKind::Array(values),
            ty,
            span,
        }
    }

    /// Resolves `[value; len]`.
    pub(super) fn repeat(&mut self, value: &ast::Expr, len: &ast::Expr, span: Span) -> Expr {
        let value = self.value(value, None);
        let usize = Ty::Int(Int::USIZE);
        let len = unit::evaluate(self.unit, len, &usize, self.out);
        let Some(len) = len.and_then(|len| u64::try_from(len).ok()) else {
            return self.invalid(span);
        };
        let ty = self.table.array(value.ty, len);
        Expr {
            kind: ExprKind::Repeat(Box::new(value)),
            ty,
            span,
        }
    }
}
