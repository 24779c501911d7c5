//! Names and types of one function: from the tree as written to [`tree`](super::tree).
//!
//! rustc is the judge of types; this finds out what it takes them for, because C must be told.
//! Where it cannot, it asks for an annotation. The rules are those of Rust for the language of
//! ops: unification, integer literals default to `i32`, no coercion but from `!`.

mod aggregates;
mod calls;
mod control;
mod expr;
mod methods;
mod pattern;
mod places;
mod table;

use super::tree::{Block, Expr, ExprKind, Function, Local, LocalId, TyId};
use super::ty::Ty;
use super::unit::{Signature, Unit};
use crate::diag::{Diagnostics, Problem};
use proc_macro2::Span;
use table::{Table, View};

/// The state of inference in one function.
pub(super) struct Infer<'a> {
    unit: &'a Unit<'a>,
    out: &'a mut Diagnostics,
    table: Table,
    locals: Vec<Local>,
    /// Where each local was bound, for messages.
    local_spans: Vec<Span>,
    /// Names in scope, innermost last; `None` starts a scope.
    names: Vec<Option<(String, LocalId)>>,
    ret: TyId,
    loops: u32,
}

/// Resolves a function.
pub(super) fn function(
    unit: &Unit<'_>,
    signature: &Signature<'_>,
    out: &mut Diagnostics,
) -> Function {
    let mut table = Table::default();
    let ret = table.known(signature.ret.clone());
    let mut infer = Infer {
        unit,
        out,
        table,
        locals: Vec::new(),
        local_spans: Vec::new(),
        names: vec![None],
        ret,
        loops: 0,
    };
    let mut params = Vec::new();
    for (param, ty) in signature.syntax.params.iter().zip(&signature.params) {
        let ty = infer.table.known(ty.clone());
        let name = match &param.name {
            Some(name) => name.to_string(),
            None => format!("_unused_{}", params.len() + 1),
        };
        params.push(infer.bind(name, ty, param.mutable, param.span));
    }
    let written = &signature.syntax.body;
    let body = infer.block(written, Some(ret));
    let at = written
        .tail
        .as_ref()
        .map_or(signature.syntax.name.span(), |tail| tail.span);
    infer.expect(body.ty, ret, at);
    infer.finish(params, signature.ret.clone(), body)
}

impl<'a> Infer<'a> {
    fn error(&mut self, span: Span, problem: &Problem) {
        self.unit.error(self.out, span, problem);
    }

    fn known(&mut self, ty: Ty) -> TyId {
        self.table.known(ty)
    }

    fn expr(&mut self, kind: ExprKind, ty: Ty, span: Span) -> Expr {
        let ty = self.known(ty);
        Expr { kind, ty, span }
    }

    fn invalid(&mut self, span: Span) -> Expr {
        self.expr(ExprKind::Invalid, Ty::Error, span)
    }

    fn is_never(&self, ty: TyId) -> bool {
        self.table.view(ty) == View::Known(Ty::Never)
    }

    /// What the type is called in messages.
    fn words(&self, ty: TyId) -> String {
        match self.table.view(ty) {
            View::FreeInt => "an integer".to_owned(),
            View::Free => "an unknown type".to_owned(),
            View::Known(ty) => self.unit.type_text(&ty),
            View::Option(inner) => format!("Option<{}>", self.words(inner)),
            View::Array(element, len) => format!("[{}; {len}]", self.words(element)),
        }
    }

    /// Reports unless `found` is `expected` or does not return at all.
    fn expect(&mut self, found: TyId, expected: TyId, span: Span) {
        if self.is_never(found) || self.table.unify(found, expected) {
            return;
        }
        let (words, expected_words) = (self.words(found), self.words(expected));
        let is_content = match (self.table.view(found), self.table.view(expected)) {
            (View::Option(inner), View::Known(known)) => {
                self.table.view(inner) == View::Known(known)
            }
            _ => false,
        };
        let problem = match is_content {
            true => Problem::OptionNotHandled {
                inner: expected_words,
            },
            false => Problem::TypeMismatch {
                found: words,
                expected: expected_words,
            },
        };
        self.error(span, &problem);
    }

    fn bind(&mut self, name: String, ty: TyId, mutable: bool, span: Span) -> LocalId {
        let id = self.locals.len();
        self.names.push(Some((name.clone(), id)));
        self.locals.push(Local { name, ty, mutable });
        self.local_spans.push(span);
        id
    }

    fn lookup(&self, name: &str) -> Option<LocalId> {
        self.names
            .iter()
            .rev()
            .flatten()
            .find(|(known, _)| known == name)
            .map(|(_, id)| *id)
    }

    fn enter(&mut self) {
        self.names.push(None);
    }

    fn leave(&mut self) {
        while let Some(Some(_)) = self.names.pop() {}
    }

    /// Ends inference: every open type is an error at the name that has it.
    fn finish(mut self, params: Vec<LocalId>, ret: Ty, body: Block) -> Function {
        let finished = self.table.finish();
        let mut reported = false;
        for at in 0..self.locals.len() {
            let (Some(local), Some(span)) = (self.locals.get(at), self.local_spans.get(at)) else {
                continue;
            };
            let (ty, name, span) = (local.ty, local.name.clone(), *span);
            match finished.get(ty) {
                Some(Some(Ty::Unit | Ty::Error)) | None => {}
                Some(Some(_)) => {}
                Some(None) => {
                    self.error(
                        span,
                        &Problem::Annotate {
                            what: format!("`{name}`"),
                        },
                    );
                    reported = true;
                }
            }
        }
        // What is open and has no name stands in code that never runs or was reported: `None`
        // compared with nothing, the value of a block that returns.
        let open = if reported { Ty::Error } else { Ty::Unit };
        let types = finished
            .into_iter()
            .map(|ty| ty.unwrap_or_else(|| open.clone()))
            .collect();
        Function {
            locals: self.locals,
            types,
            params,
            ret,
            body,
        }
    }
}
