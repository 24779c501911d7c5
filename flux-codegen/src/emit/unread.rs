//! Which variables are read: C compilers warn about the others.

use crate::check::steps::{Plan, StepKind, Value, VarId, walk_steps};
use crate::check::ty::Ty;
use std::collections::HashSet;

/// Variables that get a value after they began.
pub(super) fn assigned(plan: &Plan) -> HashSet<VarId> {
    let mut assigned = HashSet::new();
    walk_steps(&plan.steps, &mut |step| match &step.kind {
        StepKind::Assign(place, _) => {
            place.walk(&mut |value| {
                if let Value::Var(id) = value {
                    assigned.insert(*id);
                }
            });
        }
        _ => {
            step.values(&mut |value| {
                value.walk(&mut |value| {
                    if let Value::Helper(_, _, _, Some(out)) = value {
                        assigned.insert(*out);
                    }
                });
            });
        }
    });
    assigned
}

/// Variables that nothing reads. Leaving one out may leave another unread.
pub(super) fn unread(plan: &Plan, assigned: &HashSet<VarId>) -> HashSet<VarId> {
    let mut unread: HashSet<VarId> = HashSet::new();
    loop {
        let mut read = HashSet::new();
        let mut collect = |value: &Value| {
            value.walk(&mut |value| {
                if let Value::Var(id) = value {
                    read.insert(*id);
                }
                if let Value::Api(call, ..) | Value::Helper(call, ..) = value {
                    read.extend(call.instance);
                }
            });
        };
        walk_steps(&plan.steps, &mut |step| match &step.kind {
            StepKind::Declare(id, Some(value)) => {
                if !unread.contains(id) || assigned.contains(id) || value.acts() {
                    collect(value);
                }
            }
            StepKind::Assign(Value::Var(_), value) => collect(value),
            _ => step.values(&mut collect),
        });
        let is_guard = |id: &VarId| plan.var(*id).is_some_and(|var| var.ty == Ty::Guard);
        let now: HashSet<VarId> = (0..plan.vars.len())
            .filter(|id| !is_guard(id))
            .filter(|id| !read.contains(id))
            .collect();
        if now == unread {
            return now;
        }
        unread = now;
    }
}
