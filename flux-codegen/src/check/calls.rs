//! Who calls what: circles, calls in ops where they are not allowed, what a helper does.

use super::api::Api;
use super::lower;
use super::ops::Op;
use super::tree::{Expr, ExprKind, Function};
use super::unit::Unit;
use crate::diag::{Diagnostics, Problem};
use crate::syntax::model::Kind;
use proc_macro2::Span;
use std::collections::HashMap;

/// What a function does, by itself and through the helpers that it calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Summary {
    /// Helpers that it calls, with the place of the call.
    pub(super) calls: Vec<(usize, Span)>,
    /// Calls of the API.
    pub(super) api: Vec<(&'static Api, Span)>,
    /// Where it takes the lock.
    pub(super) locks: bool,
    /// Why it may end the scheduler.
    pub(super) exits: Option<String>,
}

/// The summaries of all functions of a unit, by index.
pub(super) fn summaries(unit: &Unit<'_>, functions: &[Function]) -> Vec<Summary> {
    let summary = |function| summary(unit, function);
    functions.iter().map(summary).collect()
}

fn summary(unit: &Unit<'_>, function: &Function) -> Summary {
    let mut found = Summary::default();
    function.body.walk(&mut |expr| match &expr.kind {
        ExprKind::Helper(at, _) => found.calls.push((*at, expr.span)),
        ExprKind::Api(api, _) => found.api.push((api, expr.span)),
        ExprKind::Lock(_) => found.locks = true,
        _ if lower::may_exit(unit, expr) && found.exits.is_none() => {
            let line = expr.span.start().line;
            found.exits = Some(format!("{} in line {line}", exit_words(expr)));
        }
        _ => {}
    });
    found
}

fn exit_words(expr: &Expr) -> &'static str {
    match &expr.kind {
        ExprKind::Assert(..) => "`assert!`",
        ExprKind::Panic(_) => "`panic!`",
        ExprKind::Unwrap(..) => "`unwrap`",
        ExprKind::Index(..) => "an index",
        _ => "a division",
    }
}

/// The functions in an order in which each comes after those that it calls; what is part of a
/// circle was reported and is left out.
pub(super) fn order(unit: &Unit<'_>, all: &[Summary], out: &mut Diagnostics) -> Vec<usize> {
    let mut walk = Walk {
        unit,
        all,
        state: HashMap::new(),
        path: Vec::new(),
        order: Vec::new(),
    };
    for at in 0..all.len() {
        walk.visit(at, out);
    }
    walk.order
}

struct Walk<'a> {
    unit: &'a Unit<'a>,
    all: &'a [Summary],
    /// Whether a function is done (true) or being visited (false).
    state: HashMap<usize, bool>,
    /// The functions that are being visited, each with the call that comes next.
    path: Vec<(usize, usize)>,
    order: Vec<usize>,
}

impl Walk<'_> {
    /// Visits a function and all that it calls. Not by recursion: a chain may be of any length.
    fn visit(&mut self, start: usize, out: &mut Diagnostics) {
        if !self.enter(start) {
            return;
        }
        while let Some((at, next)) = self.path.last_mut() {
            let at = *at;
            let calls = self.all.get(at).map(|summary| summary.calls.as_slice());
            let Some((callee, span)) = calls.and_then(|calls| calls.get(*next)) else {
                self.path.pop();
                self.state.insert(at, true);
                self.order.push(at);
                continue;
            };
            *next += 1;
            if self.state.get(callee) == Some(&false) {
                let problem = Problem::Recursion {
                    chain: self.circle(*callee),
                };
                self.unit.error(out, *span, &problem);
            } else {
                self.enter(*callee);
            }
        }
    }

    /// Begins a function, unless it was visited before.
    fn enter(&mut self, at: usize) -> bool {
        let is_new = !self.state.contains_key(&at);
        if is_new {
            self.state.insert(at, false);
            self.path.push((at, 0));
        }
        is_new
    }

    /// The functions from this one, which is on the path, back to it.
    fn circle(&self, callee: usize) -> String {
        let on_path = self.path.iter().map(|(at, _)| *at);
        let circle = on_path.skip_while(|at| *at != callee).chain([callee]);
        let names: Vec<String> = circle.map(|at| function_name(self.unit, at)).collect();
        names.join(" → ")
    }
}

/// The name of a function as in messages.
pub(super) fn function_name(unit: &Unit<'_>, at: usize) -> String {
    let name = unit
        .functions
        .get(at)
        .map(|f| f.syntax.name.to_string())
        .unwrap_or_default();
    format!("`{name}`")
}

/// Reports API calls in ops where they are not allowed, directly or through helpers.
pub(super) fn check_contexts(unit: &Unit<'_>, all: &[Summary], out: &mut Diagnostics) {
    for (at, signature) in unit.functions.iter().enumerate() {
        let (Some(op), Some(summary)) = (signature.op, all.get(at)) else {
            continue;
        };
        for (api, span) in &summary.api {
            check_call(unit, op, api, *span, String::new(), out);
        }
        for (helper, span) in &summary.calls {
            for (api, chain) in reached(unit, all, *helper) {
                check_call(unit, op, api, *span, format!(", here through {chain}"), out);
            }
        }
    }
}

fn check_call(
    unit: &Unit<'_>,
    op: Op,
    api: &'static Api,
    span: Span,
    chain: String,
    out: &mut Diagnostics,
) {
    if api.ops.has(op, unit.kind) {
        return;
    }
    let mut allowed = api.ops.names(unit.kind);
    if allowed.is_empty() {
        allowed = "ops of the other kind of scheduler".to_owned();
    }
    let problem = Problem::CallNotHere {
        call: api.words(),
        op: op.name().into(),
        chain,
        allowed,
    };
    unit.error(out, span, &problem);
}

/// API calls that a helper reaches, with the chain of helpers on the way.
fn reached(unit: &Unit<'_>, all: &[Summary], helper: usize) -> Vec<(&'static Api, String)> {
    let mut found = Vec::new();
    each_reached(unit, all, helper, &mut |summary, chain| {
        found.extend(summary.api.iter().map(|(api, _)| (*api, chain())));
    });
    found
}

/// Calls `visit` for a helper and every helper that it reaches, once each, with what tells the
/// chain of helpers on the way.
pub(super) fn each_reached(
    unit: &Unit<'_>,
    all: &[Summary],
    helper: usize,
    visit: &mut dyn FnMut(&Summary, &dyn Fn() -> String),
) {
    let mut seen = vec![false; all.len()];
    // Every function that is found, and where in this list its caller is.
    let mut found: Vec<(usize, Option<usize>)> = vec![(helper, None)];
    let mut open = vec![0];
    while let Some(place) = open.pop() {
        let Some((at, _)) = found.get(place).copied() else {
            continue;
        };
        let (Some(summary), Some(was_seen)) = (all.get(at), seen.get_mut(at)) else {
            continue;
        };
        if std::mem::replace(was_seen, true) {
            continue;
        }
        visit(summary, &|| chain_to(unit, &found, place));
        for (callee, _) in summary.calls.iter().rev() {
            open.push(found.len());
            found.push((*callee, Some(place)));
        }
    }
}

fn chain_to(unit: &Unit<'_>, found: &[(usize, Option<usize>)], place: usize) -> String {
    let mut names = Vec::new();
    let mut next = Some(place);
    while let Some((at, caller)) = next.and_then(|place| found.get(place)) {
        names.push(function_name(unit, *at));
        next = *caller;
    }
    names.reverse();
    names.join(" → ")
}

/// Which functions may end the scheduler, through helpers too.
pub(super) fn fallible(unit: &Unit<'_>, all: &[Summary]) -> Vec<bool> {
    let fails = |at: usize| {
        let mut fails = false;
        each_reached(unit, all, at, &mut |summary, _| {
            fails |= summary.locks || summary.exits.is_some();
        });
        fails
    };
    (0..all.len()).map(fails).collect()
}

/// Functions that some op needs, ops included.
pub(super) fn used(unit: &Unit<'_>, all: &[Summary]) -> Vec<bool> {
    let mut used = vec![false; all.len()];
    let mut open: Vec<usize> = Vec::new();
    open.extend(
        (0..all.len()).filter(|at| unit.functions.get(*at).is_some_and(|f| f.op.is_some())),
    );
    while let Some(at) = open.pop() {
        if let Some(flag) = used.get_mut(at).filter(|flag| !**flag) {
            *flag = true;
            open.extend(
                all.get(at)
                    .iter()
                    .flat_map(|s| s.calls.iter().map(|(callee, _)| *callee)),
            );
        }
    }
    used
}

/// Reports roles to which no op ever grants a CPU.
pub(super) fn check_grants(
    unit: &Unit<'_>,
    functions: &[Function],
    all: &[Summary],
    out: &mut Diagnostics,
) {
    use super::unit::Access;
    // Without a pick nothing is granted, and that is said elsewhere.
    let is_pick = |f: &super::unit::Signature<'_>| f.op == Some(Op::PickNextTask);
    let pick = unit.functions.iter().position(is_pick);
    if unit.kind == Kind::Thread || pick.is_none() {
        return;
    }
    // Grants are made while picking; a helper that no pick calls grants nothing.
    let mut picking = vec![false; functions.len()];
    let mut open: Vec<usize> = pick.into_iter().collect();
    while let Some(at) = open.pop() {
        if let Some(flag) = picking.get_mut(at).filter(|flag| !**flag) {
            *flag = true;
            let callees = all.get(at).map(|summary| summary.calls.as_slice());
            open.extend(
                callees
                    .unwrap_or_default()
                    .iter()
                    .map(|(callee, _)| *callee),
            );
        }
    }
    let picks = |at: usize| picking.get(at).copied().unwrap_or(false);
    let mut granted = Vec::new();
    let mut grants_any = false;
    for (_, function) in functions.iter().enumerate().filter(|(at, _)| picks(*at)) {
        function.body.walk(&mut |expr: &Expr| {
            let ExprKind::Api(api, args) = &expr.kind else {
                return;
            };
            if api.name != "grant" {
                return;
            }
            match args.get(1).map(|child| &child.kind) {
                Some(ExprKind::Role(_, field)) => granted.push(*field),
                // A child that came as a parameter may be any.
                _ => grants_any = true,
            }
        });
    }
    for (at, field) in unit.sched.iter().enumerate() {
        let is_role = matches!(field.access, Access::Role { .. });
        if is_role && !grants_any && !granted.contains(&at) {
            let problem = Problem::RoleNeverGranted {
                role: field.name.clone(),
            };
            unit.error(out, field.span, &problem);
        }
    }
}
