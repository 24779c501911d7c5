//! Calls by name: helpers, `now()`, `Some(…)`, `drop(…)`, `Nanos::from_…(…)`.

use super::super::api::{self, Receiver};
use super::super::tree::{Expr, ExprKind, TyId};
use super::super::ty::{Int, Ty};
use super::super::unit;
use super::Infer;
use super::table::View;
use crate::diag::Problem;
use crate::syntax::ast;
use crate::syntax::model::Part;
use proc_macro2::{Ident, Span};

impl Infer<'_> {
    /// Resolves a call.
    pub(super) fn call(
        &mut self,
        path: &[Ident],
        args: &[ast::Expr],
        hint: Option<TyId>,
        span: Span,
    ) -> Expr {
        let names: Vec<String> = path.iter().map(ToString::to_string).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let sched = self
            .unit
            .syntax
            .state(Part::Sched)
            .map(|state| state.name.to_string());
        let is_own = |ty: &str| ty == "Self" || sched.as_deref() == Some(ty);
        match (names.as_slice(), args) {
            (["Some"], [value]) => self.some(value, hint, span),
            (["drop"], [guard]) => self.drop_guard(guard, span),
            (["Nanos", unit_name], [value]) if unit::nanos_factor(unit_name).is_some() => {
                let u64 = self.known(Ty::Int(Int::U64));
                let value = self.value_of(value, u64);
                let factor = unit::nanos_factor(unit_name).unwrap_or(1);
                self.expr(ExprKind::Nanos(factor, Box::new(value)), Ty::Nanos, span)
            }
            ([name], _) => self.call_named(name, args, span),
            ([ty, name], _) if is_own(ty) => self.call_named(name, args, span),
            _ => {
                let problem = why_no_function(&names);
                self.error(span, &problem);
                self.invalid(span)
            }
        }
    }

    fn call_named(&mut self, name: &str, args: &[ast::Expr], span: Span) -> Expr {
        let unit = self.unit;
        let found = unit
            .functions
            .iter()
            .enumerate()
            .find(|(_, f)| f.syntax.name == name);
        if let Some((at, signature)) = found {
            if signature.op.is_some() {
                self.error(
                    span,
                    &Problem::OpCalled {
                        op: name.to_owned(),
                    },
                );
                return self.invalid(span);
            }
            let args = self.arguments(name, args, &signature.params, span);
            return self.expr(ExprKind::Helper(at, args), signature.ret.clone(), span);
        }
        if let Some(api) = api::find(Receiver::None, name) {
            let params: Vec<Ty> = api.params.iter().map(|param| param.ty(&Ty::Unit)).collect();
            let args = self.arguments(name, args, &params, span);
            return self.expr(ExprKind::Api(api, args), api.ret.ty(&Ty::Unit), span);
        }
        let problem = why_no_function(&[name]);
        self.error(span, &problem);
        self.invalid(span)
    }

    /// Resolves arguments against parameters.
    pub(super) fn arguments(
        &mut self,
        name: &str,
        args: &[ast::Expr],
        params: &[Ty],
        span: Span,
    ) -> Vec<Expr> {
        if args.len() != params.len() {
            let problem = Problem::ArgumentCount {
                name: name.to_owned(),
                takes: params.len(),
                found: args.len(),
            };
            self.error(span, &problem);
        }
        let pairs = args.iter().zip(params);
        pairs
            .map(|(arg, ty)| {
                let ty = self.known(ty.clone());
                self.value_of(arg, ty)
            })
            .collect()
    }

    fn some(&mut self, value: &ast::Expr, hint: Option<TyId>, span: Span) -> Expr {
        let hint = hint.and_then(|hint| match self.table.view(hint) {
            View::Option(inner) => Some(inner),
            _ => None,
        });
        let value = self.value(value, hint);
        let fits = matches!(
            self.table.view(value.ty),
            View::Known(Ty::Thread | Ty::Cpu | Ty::Child | Ty::Error | Ty::Never) | View::Free
        );
        if !fits {
            self.error(span, &Problem::OptionOfValue);
            return self.invalid(span);
        }
        let ty = self.table.option(value.ty);
        Expr {
            kind: ExprKind::Some(Box::new(value)),
            ty,
            span,
        }
    }

    fn drop_guard(&mut self, guard: &ast::Expr, span: Span) -> Expr {
        let guard = self.value(guard, None);
        match (&guard.kind, self.table.view(guard.ty)) {
            (ExprKind::Local(local), View::Known(Ty::Guard)) => {
                self.expr(ExprKind::Drop(*local), Ty::Unit, span)
            }
            (_, View::Known(Ty::Error)) => self.invalid(span),
            _ => {
                self.error(span, &Problem::DropOfOther);
                self.invalid(span)
            }
        }
    }
}

/// What to say about a function that is not in the module.
fn why_no_function(path: &[&str]) -> Problem {
    match unit::function_instead(path) {
        Some((construct, instead)) => Problem::Construct {
            construct,
            instead: instead.to_owned(),
        },
        None => Problem::FunctionUnknown {
            name: path.join("::"),
        },
    }
}
