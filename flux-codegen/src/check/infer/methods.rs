//! Method calls: the API table, state, tunables, options and integers.

use super::super::api::{self, Receiver};
use super::super::tree::{Expr, ExprKind, IntMethod};
use super::super::ty::Ty;
use super::Infer;
use super::table::View;
use crate::diag::Problem;
use crate::syntax::ast;
use proc_macro2::{Ident, Span};

impl Infer<'_> {
    /// Resolves `receiver.name(args)`.
    pub(super) fn method(
        &mut self,
        receiver: &ast::Expr,
        name: &Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        if let Some(value) = self.tunable(receiver, name, args, span) {
            return value;
        }
        let receiver = self.value(receiver, None);
        let text = name.to_string();
        if let ExprKind::State(..) = &receiver.kind {
            return self.get_or_set(receiver, name, args, span);
        }
        match self.table.view(receiver.ty) {
            View::Known(Ty::Sched) if text == "lock" && args.is_empty() => {
                self.expr(ExprKind::Lock(Box::new(receiver)), Ty::Guard, span)
            }
            View::Known(Ty::Sched) => self.api(Receiver::Sched, receiver, name, args, span),
            View::Known(Ty::Thread) => self.api(Receiver::Thread, receiver, name, args, span),
            View::Known(Ty::Cpu) => self.api(Receiver::Cpu, receiver, name, args, span),
            View::Known(Ty::Child) => self.api(Receiver::Child, receiver, name, args, span),
            View::Known(Ty::Children(_)) => {
                self.api(Receiver::Children, receiver, name, args, span)
            }
            View::Known(Ty::Request) => self.api(Receiver::Request, receiver, name, args, span),
            View::Known(Ty::List(..)) => self.api(Receiver::List, receiver, name, args, span),
            View::Known(Ty::Tree(_)) => self.api(Receiver::Tree, receiver, name, args, span),
            View::Known(Ty::Nanos) if text == "as_nanos" && args.is_empty() => {
                let kind = ExprKind::Same(Box::new(receiver));
                self.expr(kind, Ty::Int(super::super::ty::Int::U64), span)
            }
            View::Known(Ty::Int(_) | Ty::Nanos) | View::FreeInt => {
                self.int_method(receiver, name, args, span)
            }
            View::Option(inner) => self.option_method(receiver, inner, name, args, span),
            View::Known(Ty::Error) => {
                for arg in args {
                    self.value(arg, None);
                }
                self.invalid(span)
            }
            View::Free => {
                self.error(
                    receiver.span,
                    &Problem::Annotate {
                        what: "this value".into(),
                    },
                );
                self.invalid(span)
            }
            _ => self.unknown_method(&receiver, name, "it has none".to_owned(), span),
        }
    }

    fn unknown_method(&mut self, on: &Expr, name: &Ident, known: String, span: Span) -> Expr {
        let (method, ty) = (name.to_string(), self.words(on.ty));
        self.error(name.span(), &Problem::MethodUnknown { method, ty, known });
        self.invalid(span)
    }

    /// `SLICE.get()`, `MIN.of(child)`, `FAST.contains(cpu)`.
    fn tunable(
        &mut self,
        receiver: &ast::Expr,
        name: &Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Option<Expr> {
        let ast::ExprKind::Path(path) = &receiver.kind else {
            return None;
        };
        let [tunable] = path.as_slice() else {
            return None;
        };
        if self.lookup(&tunable.to_string()).is_some() {
            return None;
        }
        let unit = self.unit;
        let Some(at) = unit.tunables.iter().position(|item| *tunable == item.name) else {
            // A tunable whose own declaration was reported.
            let declared = unit
                .syntax
                .tunables
                .iter()
                .any(|item| item.name == *tunable);
            return declared.then(|| self.invalid(span));
        };
        let ty = unit
            .tunables
            .get(at)
            .map_or(Ty::Error, |item| item.ty.clone());
        let value = self.expr(ExprKind::Tunable(at), ty.clone(), span);
        match (&ty, name.to_string().as_str(), args) {
            (Ty::PerChild(inner, _), "of", [child]) => {
                let slot = self.slot(value, inner, child, span);
                Some(Expr {
                    ty: slot.ty,
                    kind: ExprKind::Get(Box::new(slot)),
                    span,
                })
            }
            (Ty::CpuSet, text, _) if api::find(Receiver::CpuSet, text).is_some() => {
                Some(self.api(Receiver::CpuSet, value, name, args, span))
            }
            (Ty::PerChild(..) | Ty::CpuSet, ..) => Some(self.tunable_misused(tunable, name, &ty)),
            (_, "get", []) => Some(value),
            _ => Some(self.tunable_misused(tunable, name, &ty)),
        }
    }

    fn tunable_misused(&mut self, tunable: &Ident, method: &Ident, ty: &Ty) -> Expr {
        let problem = Problem::TunableWithoutGet {
            name: tunable.to_string(),
            call: super::expr::tunable_call(ty),
        };
        self.error(method.span(), &problem);
        self.invalid(method.span())
    }

    /// The element for one child of what is kept for each.
    fn slot(&mut self, of: Expr, inner: &Ty, child: &ast::Expr, span: Span) -> Expr {
        let child_ty = self.known(Ty::Child);
        let child = self.value_of(child, child_ty);
        let kind = ExprKind::Slot(Box::new(of), Box::new(child));
        self.expr(kind, inner.clone(), span)
    }

    /// `.of(child)` and `.set_of(child, value)` of a field that is kept for each child.
    fn per_child(
        &mut self,
        place: Expr,
        inner: &Ty,
        name: &Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        match (name.to_string().as_str(), args) {
            ("of", [child]) => {
                let slot = self.slot(place, inner, child, span);
                Expr {
                    ty: slot.ty,
                    kind: ExprKind::Get(Box::new(slot)),
                    span,
                }
            }
            ("set_of", [child, value]) => {
                let slot = self.slot(place, inner, child, span);
                let value = self.value_of(value, slot.ty);
                let kind = ExprKind::Set(Box::new(slot), Box::new(value));
                self.expr(kind, Ty::Unit, span)
            }
            _ => self.unknown_method(
                &place,
                name,
                "of(child), set_of(child, value)".to_owned(),
                span,
            ),
        }
    }

    fn get_or_set(&mut self, place: Expr, name: &Ident, args: &[ast::Expr], span: Span) -> Expr {
        let ty = place.ty;
        if let View::Known(Ty::PerChild(inner, _)) = self.table.view(ty) {
            return self.per_child(place, &inner, name, args, span);
        }
        match (name.to_string().as_str(), args) {
            ("get", []) => Expr {
                kind: ExprKind::Get(Box::new(place)),
                ty,
                span,
            },
            ("set", [value]) => {
                let value = self.value_of(value, ty);
                self.expr(
                    ExprKind::Set(Box::new(place), Box::new(value)),
                    Ty::Unit,
                    span,
                )
            }
            _ => self.unknown_method(&place, name, "get(), set(value)".to_owned(), span),
        }
    }

    fn api(
        &mut self,
        on: Receiver,
        receiver: Expr,
        name: &Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let text = name.to_string();
        let Some(api) = api::find(on, &text) else {
            let mut known: Vec<&str> = api::names(on).collect();
            if on == Receiver::Sched {
                known.push("lock");
            }
            let known = known.join(", ");
            return self.unknown_method(&receiver, name, known, span);
        };
        let on = match self.table.view(receiver.ty) {
            View::Known(ty) => ty,
            _ => Ty::Error,
        };
        let params: Vec<Ty> = api.params.iter().map(|param| param.ty(&on)).collect();
        let mut all = vec![receiver];
        all.extend(self.arguments(&text, args, &params, span));
        self.expr(ExprKind::Api(api, all), api.ret.ty(&on), name.span())
    }

    fn int_method(&mut self, on: Expr, name: &Ident, args: &[ast::Expr], span: Span) -> Expr {
        let text = name.to_string();
        let is_nanos = self.table.view(on.ty) == View::Known(Ty::Nanos);
        let method = match text.as_str() {
            "min" => Some(IntMethod::Min),
            "max" => Some(IntMethod::Max),
            _ if is_nanos => None,
            "wrapping_add" => Some(IntMethod::WrappingAdd),
            "wrapping_sub" => Some(IntMethod::WrappingSub),
            "wrapping_mul" => Some(IntMethod::WrappingMul),
            "saturating_add" => Some(IntMethod::SaturatingAdd),
            "saturating_sub" => Some(IntMethod::SaturatingSub),
            _ => None,
        };
        let (Some(method), [arg]) = (method, args) else {
            let known = if is_nanos {
                "min, max, as_nanos"
            } else {
                "min, max, wrapping_add, wrapping_sub, wrapping_mul, saturating_add, saturating_sub"
            };
            return self.unknown_method(&on, name, known.to_owned(), span);
        };
        if self.table.view(on.ty) == View::FreeInt {
            self.error(
                on.span,
                &Problem::Annotate {
                    what: "this integer".into(),
                },
            );
            return self.invalid(span);
        }
        let ty = on.ty;
        let arg = self.value_of(arg, ty);
        Expr {
            kind: ExprKind::IntMethod(method, Box::new(on), Box::new(arg)),
            ty,
            span,
        }
    }

    /// Whether it is a method of the handle in an `Option`.
    fn handle_has(&self, inner: usize, name: &Ident) -> bool {
        let receiver = match self.table.view(inner) {
            View::Known(Ty::Thread) => Receiver::Thread,
            View::Known(Ty::Cpu) => Receiver::Cpu,
            View::Known(Ty::Child) => Receiver::Child,
            _ => return false,
        };
        api::find(receiver, &name.to_string()).is_some()
    }

    fn option_method(
        &mut self,
        on: Expr,
        inner: usize,
        name: &Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        match (name.to_string().as_str(), args) {
            ("is_some", []) => self.expr(ExprKind::IsSome(true, Box::new(on)), Ty::Bool, span),
            ("is_none", []) => self.expr(ExprKind::IsSome(false, Box::new(on)), Ty::Bool, span),
            ("unwrap", []) => {
                let message = "called `unwrap()` on `None`".to_owned();
                Expr {
                    kind: ExprKind::Unwrap(Box::new(on), message),
                    ty: inner,
                    span,
                }
            }
            ("expect", [text]) => {
                let message = match &text.kind {
                    ast::ExprKind::Panic(Some(message)) => message.clone(),
                    _ => "expected a value".to_owned(),
                };
                Expr {
                    kind: ExprKind::Unwrap(Box::new(on), message),
                    ty: inner,
                    span,
                }
            }
            _ if self.handle_has(inner, name) => {
                let inner = self.words(inner);
                self.error(on.span, &Problem::OptionNotHandled { inner });
                self.invalid(span)
            }
            _ => {
                let known = "is_some, is_none, unwrap, expect".to_owned();
                self.unknown_method(&on, name, known, span)
            }
        }
    }
}
