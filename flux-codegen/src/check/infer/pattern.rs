//! Patterns against types.

use super::super::tree::{Expr, Pat, TyId};
use super::super::ty::Ty;
use super::Infer;
use super::table::View;
use crate::diag::Problem;
use crate::syntax::ast;
use crate::syntax::ast::PatKind;
use proc_macro2::Span;

impl Infer<'_> {
    /// Resolves a pattern for a value of type `ty` and binds its names.
    pub(super) fn pattern(&mut self, written: &ast::Pat, ty: TyId) -> Pat {
        match &written.kind {
            PatKind::Wild | PatKind::Invalid => Pat::Wild,
            PatKind::Bind(name, mutable) => {
                if let Some(value) = self.constant_pattern(&name.to_string(), ty, written.span) {
                    return value;
                }
                Pat::Bind(self.bind(name.to_string(), ty, *mutable, name.span()))
            }
            PatKind::Some(inner) => self.some_pattern(inner, ty, written.span),
            PatKind::None => {
                self.option_of(ty, written.span);
                Pat::None
            }
            values => match self.values(values, ty, written.span) {
                Some(values) => Pat::Values(values),
                None => Pat::Wild,
            },
        }
    }

    fn constant_pattern(&mut self, name: &str, ty: TyId, span: Span) -> Option<Pat> {
        let item = self.unit.consts.iter().find(|item| item.name == name)?;
        let (value, const_ty) = (item.value, item.ty.clone());
        let const_ty = self.known(const_ty);
        self.expect(const_ty, ty, span);
        Some(Pat::Values(vec![(value, value)]))
    }

    /// The inner type if `ty` is an `Option`, which it is made if it can be.
    fn option_of(&mut self, ty: TyId, span: Span) -> TyId {
        let inner = self.table.free();
        let option = self.table.option(inner);
        self.expect(option, ty, span);
        inner
    }

    fn some_pattern(&mut self, inner: &ast::Pat, ty: TyId, span: Span) -> Pat {
        let inner_ty = self.option_of(ty, span);
        match self.pattern(inner, inner_ty) {
            Pat::Wild => Pat::Some(None),
            Pat::Bind(local) => Pat::Some(Some(local)),
            _ => {
                self.error(inner.span, &Problem::PatternInSome);
                Pat::Some(None)
            }
        }
    }

    /// The values that a pattern stands for.
    fn values(&mut self, kind: &PatKind, ty: TyId, span: Span) -> Option<Vec<(i128, i128)>> {
        match kind {
            PatKind::Int(value) => self.int_values(*value, *value, ty, span),
            PatKind::Range(from, to) => self.int_values(*from, *to, ty, span),
            PatKind::Bool(value) => {
                let bool = self.known(Ty::Bool);
                self.expect(bool, ty, span);
                Some(vec![(i128::from(*value), i128::from(*value))])
            }
            PatKind::Path(path) => self.variant_values(path, ty, span),
            PatKind::Or(cases) => {
                let mut all = Vec::new();
                for case in cases {
                    match &case.kind {
                        PatKind::Bind(name, _) => {
                            match self.constant_pattern(&name.to_string(), ty, case.span) {
                                Some(Pat::Values(values)) => all.extend(values),
                                _ => self.error(case.span, &Problem::PatternInOr),
                            }
                        }
                        PatKind::Int(_)
                        | PatKind::Range(..)
                        | PatKind::Bool(_)
                        | PatKind::Path(_)
                        | PatKind::Or(_) => {
                            all.extend(self.values(&case.kind, ty, case.span)?);
                        }
                        PatKind::Invalid => return None,
                        _ => self.error(case.span, &Problem::PatternInOr),
                    }
                }
                Some(all)
            }
            _ => None,
        }
    }

    fn int_values(
        &mut self,
        from: i128,
        to: i128,
        ty: TyId,
        span: Span,
    ) -> Option<Vec<(i128, i128)>> {
        let int = self.table.free_int();
        self.expect(int, ty, span);
        Some(vec![(from, to)])
    }

    fn variant_values(
        &mut self,
        path: &[proc_macro2::Ident],
        ty: TyId,
        span: Span,
    ) -> Option<Vec<(i128, i128)>> {
        let names: Vec<String> = path.iter().map(ToString::to_string).collect();
        if let [owner, name] = names.as_slice()
            && let Some((item, variant)) = self.variant(owner, name)
        {
            let value = self.unit.enums.get(item)?.variants.get(variant)?.1;
            let enum_ty = self.known(Ty::Enum(item));
            self.expect(enum_ty, ty, span);
            return Some(vec![(value, value)]);
        }
        self.error(
            span,
            &Problem::NameUnknown {
                name: names.join("::"),
            },
        );
        None
    }

    /// Reports a `match` that does not name every value. rustc does, too; but C would fall through
    /// silently if it were missed.
    pub(super) fn check_exhaustive(&mut self, value: &Expr, arms: &[(Pat, Expr)], span: Span) {
        if arms
            .iter()
            .any(|(pat, _)| matches!(pat, Pat::Wild | Pat::Bind(_)))
        {
            return;
        }
        let values = arms.iter().filter_map(|(pat, _)| match pat {
            Pat::Values(values) => Some(values.as_slice()),
            _ => None,
        });
        let values: Vec<(i128, i128)> = values.flatten().copied().collect();
        let covered = |value: i128| values.iter().any(|(a, b)| (*a..=*b).contains(&value));
        let complete = match self.table.view(value.ty) {
            View::Option(_) => {
                arms.iter().any(|(pat, _)| matches!(pat, Pat::None))
                    && arms.iter().any(|(pat, _)| matches!(pat, Pat::Some(_)))
            }
            View::Known(Ty::Bool) => covered(0) && covered(1),
            View::Known(Ty::Enum(at)) => match self.unit.enums.get(at) {
                Some(item) => item.variants.iter().all(|(_, value)| covered(*value)),
                None => true,
            },
            View::Known(Ty::Int(int)) => covers(&values, int.min(), int.max()),
            View::Known(Ty::Error | Ty::Never) => true,
            _ => false,
        };
        if !complete {
            self.error(span, &Problem::MatchIncomplete);
        }
    }
}

/// Whether the ranges cover everything from `min` to `max`.
fn covers(values: &[(i128, i128)], min: i128, max: i128) -> bool {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let mut next = min;
    for (from, to) in sorted {
        if from > next {
            return false;
        }
        next = next.max(to.saturating_add(1));
    }
    next > max
}
