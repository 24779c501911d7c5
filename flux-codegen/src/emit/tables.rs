//! Switch tables: from an instance's type to its op.

use super::layout::has;
use super::links;
use super::names;
use super::writer::Writer;
use crate::check::model::{CheckedModel, CheckedType};
use crate::check::ops::Op;
use crate::check::ty::Ty;
use crate::syntax::model::Kind;

const SCHED: (&str, &str) = ("struct flux_sched *", "sched");
const CHILD: (&str, &str) = ("u32 ", "child");
const REQUEST: (&str, &str) = ("struct flux_request *", "request");
const CPU: (&str, &str) = ("struct flux_cpu *", "cpu");
const THREAD: (&str, &str) = ("struct flux_thread *", "thread");
const CTX: (&str, &str) = ("struct flux_ctx *", "ctx");

/// Writes a table for each op that some type has.
pub(super) fn write(w: &mut Writer, model: &CheckedModel) {
    w.line("/* Switch tables: from an instance's type to its op. A type without the op has no case. */");
    for op in Op::ALL {
        if model.types.iter().any(|item| has(item, op)) {
            table(w, model, op);
        }
    }
    unlink(w, model);
}

/// The op that a type runs for `op`: the ways to become runnable fall back to the general one.
fn implementation(item: &CheckedType, op: Op) -> Option<Op> {
    let falls_back = matches!(
        op,
        Op::ThreadWakeup | Op::ThreadPreempted | Op::ThreadYielded
    );
    if has(item, op) {
        Some(op)
    } else {
        (falls_back && has(item, Op::ThreadRunnable)).then_some(Op::ThreadRunnable)
    }
}

fn table(w: &mut Writer, model: &CheckedModel, op: Op) {
    let params = parameters(op);
    let returns = op.ret() != Ty::Unit;
    let ret = if returns { "u64 " } else { "void " };
    head(
        w,
        &format!("static __always_inline {ret}flux_call_{}(", op.name()),
        &params,
    );
    for item in &model.types {
        let Some(implementation) = implementation(item, op) else {
            continue;
        };
        // Only a thread scheduler is told which thread the tick interrupted.
        let skips_thread = op == Op::CpuTicked && item.kind == Kind::Cpu;
        let args: Vec<&str> = params
            .iter()
            .filter(|param| !(skips_thread && **param == THREAD))
            .map(|(_, name)| *name)
            .collect();
        w.line(&format!("\tcase {}:", names::type_const(item)));
        let call = names::function(item, implementation.name());
        let args = args.join(", ");
        match returns {
            true => w.line(&format!("\t\treturn {call}({args});")),
            false => {
                w.line(&format!("\t\t{call}({args});"));
                w.line("\t\tbreak;");
            }
        }
    }
    w.line("\t}");
    if returns {
        w.line("\treturn 0;\t/* not offered */");
    }
    w.line("}");
}

fn parameters(op: Op) -> Vec<(&'static str, &'static str)> {
    match op {
        Op::RequestForCpus => vec![SCHED, CHILD, REQUEST, CTX],
        Op::CpuReturned => vec![SCHED, CHILD, CPU, CTX],
        Op::CpuTicked => vec![SCHED, CPU, THREAD, CTX],
        Op::ThreadOnCpu => vec![SCHED, THREAD, CPU, CTX],
        Op::PickNextTask | Op::CpuAllocated | Op::CpuPreempted | Op::CpuPreemptionCompleted => {
            vec![SCHED, CPU, CTX]
        }
        _ => vec![SCHED, THREAD, CTX],
    }
}

fn head(w: &mut Writer, start: &str, params: &[(&str, &str)]) {
    w.blank();
    let params: Vec<String> = params
        .iter()
        .map(|(ty, name)| format!("{ty}{name}"))
        .collect();
    w.head(start, &params, ")");
    w.line("{");
    w.line("\tswitch (sched->f.type) {");
}

fn unlink(w: &mut Writer, model: &CheckedModel) {
    let with_lists: Vec<&CheckedType> = model
        .types
        .iter()
        .filter(|item| links::of_threads(item).next().is_some())
        .collect();
    if with_lists.is_empty() {
        return;
    }
    head(
        w,
        "static __always_inline void flux_call_unlink(",
        &[SCHED, THREAD],
    );
    for item in with_lists {
        w.line(&format!("\tcase {}:", names::type_const(item)));
        w.line(&format!(
            "\t\t{}(sched, thread);",
            names::function(item, "unlink")
        ));
        w.line("\t\tbreak;");
    }
    w.line("\t}");
    w.line("}");
}
