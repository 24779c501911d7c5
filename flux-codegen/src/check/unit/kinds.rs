//! What kind of scheduler a module is, and whether it has the ops of that kind.

use super::super::ops::Op;
use super::super::ty::Ty;
use super::{Signature, Unit};
use crate::diag::{Diagnostics, Problem};
use crate::syntax::ast::TypeKind;
use crate::syntax::model::{Function, Kind, Part, Policy};
use proc_macro2::Span;

/// Resolves the functions, helpers first.
pub(super) fn resolve(unit: &mut Unit<'_>, out: &mut Diagnostics) {
    let syntax = unit.syntax;
    for helper in &syntax.helpers {
        let signature = helper_signature(unit, helper, out);
        unit.functions.push(signature);
    }
    if syntax.state(Part::Sched).is_none() {
        unit.error(out, syntax.name.span(), &Problem::NoSchedStruct);
    }
    let Some(policy) = syntax.policies.first() else {
        unit.error(out, syntax.name.span(), &Problem::NoPolicy);
        return;
    };
    for second in syntax.policies.iter().skip(1) {
        unit.error(out, second.span, &Problem::PolicyTwice);
    }
    policy_is_for_the_sched_struct(unit, policy, out);
    for (at, function) in policy.ops.iter().enumerate() {
        let again = policy
            .ops
            .iter()
            .take(at)
            .any(|op| op.name == function.name);
        // Reported with the names.
        if again {
            continue;
        }
        if let Some(signature) = op_signature(unit, policy.kind, function, out) {
            unit.functions.push(signature);
        }
    }
    required_ops_are_there(unit, policy, out);
}

fn helper_signature<'a>(
    unit: &Unit<'_>,
    helper: &'a Function,
    out: &mut Diagnostics,
) -> Signature<'a> {
    let params = helper
        .params
        .iter()
        .map(|param| unit.resolve_type(&param.ty, out))
        .collect();
    let ret = unit.resolve_type(&helper.ret, out);
    if matches!(ret, Ty::Array(..)) {
        let problem = Problem::ReturnType {
            ty: unit.type_text(&ret),
        };
        unit.error(out, helper.ret.span, &problem);
    }
    Signature {
        syntax: helper,
        op: None,
        params,
        ret,
    }
}

fn policy_is_for_the_sched_struct(unit: &Unit<'_>, policy: &Policy, out: &mut Diagnostics) {
    let Some(state) = unit.syntax.state(Part::Sched) else {
        return;
    };
    let fits = matches!(&policy.self_ty.kind, TypeKind::Named(name, _) if *name == state.name);
    if !fits {
        let problem = Problem::PolicyForOther {
            sched: state.name.to_string(),
        };
        unit.error(out, policy.self_ty.span, &problem);
    }
}

fn op_signature<'a>(
    unit: &Unit<'_>,
    kind: Kind,
    function: &'a Function,
    out: &mut Diagnostics,
) -> Option<Signature<'a>> {
    let name = function.name.to_string();
    let of_kind = |kind: Kind| {
        let ops = Op::ALL
            .into_iter()
            .filter(|op| op.belongs_to(kind))
            .map(Op::name);
        ops.collect::<Vec<_>>().join(", ")
    };
    let Some(op) = Op::from_name(&name) else {
        let problem = Problem::OpUnknown {
            op: name,
            kind: kind.words(),
            known: of_kind(kind),
        };
        unit.error(out, function.name.span(), &problem);
        return None;
    };
    if !op.belongs_to(kind) {
        let problem = Problem::OpOfOtherKind {
            op: name,
            kind: kind.words(),
            known: of_kind(kind),
        };
        unit.error(out, function.name.span(), &problem);
        return None;
    }
    let params = op.params(kind);
    let written: Vec<Ty> = function
        .params
        .iter()
        .map(|param| unit.resolve_type(&param.ty, out))
        .collect();
    let ret = unit.resolve_type(&function.ret, out);
    let same = params.len() == written.len()
        && params
            .iter()
            .zip(&written)
            .all(|(a, b)| a == b || *b == Ty::Error)
        && (ret == op.ret() || ret == Ty::Error);
    if !same {
        let types: Vec<String> = params.iter().map(ToString::to_string).collect();
        let arrow = if op.ret() == Ty::Unit {
            String::new()
        } else {
            format!(" -> {}", op.ret())
        };
        let expected = format!("fn {name}({}){arrow}", types.join(", "));
        let span = first_difference(function, &params, &written, &op.ret(), &ret);
        unit.error(out, span, &Problem::OpSignature { op: name, expected });
        return None;
    }
    Some(Signature {
        syntax: function,
        op: Some(op),
        params,
        ret: op.ret(),
    })
}

/// Where a signature begins to differ: a type, or the name where one is missing or too much.
fn first_difference(
    function: &Function,
    params: &[Ty],
    written: &[Ty],
    ret: &Ty,
    written_ret: &Ty,
) -> Span {
    let whole = function.name.span();
    if params.len() != written.len() {
        return whole;
    }
    let differs = |(wanted, found): (&Ty, &Ty)| wanted != found && *found != Ty::Error;
    match params.iter().zip(written).position(differs) {
        Some(at) => function.params.get(at).map_or(whole, |param| param.ty.span),
        None if ret != written_ret => function.ret.span,
        None => whole,
    }
}

fn required_ops_are_there(unit: &Unit<'_>, policy: &Policy, out: &mut Diagnostics) {
    let has = |op: Op| policy.ops.iter().any(|function| function.name == op.name());
    let mut required = vec![(Op::PickNextTask, "it decides what a CPU does next")];
    if policy.kind == Kind::Cpu {
        required.push((Op::RequestForCpus, "children ask for CPUs through it"));
    } else if unit.holds_threads() {
        let why = "threads that can run are handed over through it";
        required.push((Op::ThreadRunnable, why));
    }
    for (op, why) in required {
        if !has(op) {
            let problem = Problem::OpMissing {
                op: op.name(),
                kind: policy.kind.words(),
                why,
            };
            unit.error(out, policy.span, &problem);
        }
    }
    if policy.kind == Kind::Thread && !unit.holds_threads() {
        for signature in unit.functions.iter() {
            if let Some(op) = signature.op.filter(|op| op.is_about_threads()) {
                let problem = Problem::NoThreadStruct { op: op.name() };
                unit.error(out, signature.syntax.name.span(), &problem);
            }
        }
    }
}
