//! `if` chains and `switch`.

use super::{Function, flat};
use crate::check::steps::{Step, StepKind, Value};
use crate::check::ty::{Int, Ty};
use crate::emit::literal;
use crate::emit::writer::Writer;

impl Function<'_> {
    pub(super) fn branch(&self, w: &mut Writer, cond: &Value, then: &[Step], els: &[Step]) {
        let mut arms = vec![(Some(cond), then)];
        let mut els = els;
        while let [
            Step {
                kind: StepKind::If(cond, then, rest),
                ..
            },
        ] = els
        {
            arms.push((Some(cond), then));
            els = rest;
        }
        if !els.is_empty() {
            arms.push((None, els));
        }
        let is_short = self.is_short(w, &arms);
        let (open, close) = if is_short { ("", "") } else { (" {", "} ") };
        for (at, (cond, steps)) in arms.into_iter().enumerate() {
            let start = match at {
                0 => String::new(),
                _ => format!("{close}else"),
            };
            match cond {
                Some(cond) => {
                    let space = if at == 0 { "" } else { " " };
                    let cond = self.values.condition(cond);
                    let start = format!("{start}{space}if (");
                    for line in w.broken(&start, &cond, &format!("){open}")) {
                        w.line(&line);
                    }
                }
                None => w.line(&format!("{start}{open}")),
            }
            self.block(w, steps);
        }
        if !is_short {
            w.line("}");
        }
    }

    /// Whether the arms need no braces: each is one simple statement, on the line of Rust that
    /// the next line of C counts as anyway.
    pub(super) fn is_short(&self, w: &Writer, arms: &[(Option<&Value>, &[Step])]) -> bool {
        let path = &self.item.file.path_for_line;
        let mut line = w.counts_as(path);
        arms.iter().all(|(cond, steps)| {
            let head = cond.map_or(1, |cond| {
                let cond = self.values.condition(cond);
                w.broken("else if (", &cond, ")").len()
            });
            line = line.map(|line| line + head);
            let written: Vec<&Step> = steps.iter().filter(|step| self.is_written(step)).collect();
            let [step] = written.as_slice() else {
                return false;
            };
            let is_simple = match &step.kind {
                StepKind::Assign(..) | StepKind::Do(_) | StepKind::Break | StepKind::Continue => {
                    true
                }
                StepKind::Return(value) => value.is_none() || !self.plan.fallible,
                StepKind::Fail => true,
                _ => false,
            };
            let is_there =
                matches!(step.kind, StepKind::Fail) || line == Some(step.span.start().line);
            line = line.map(|line| line + 1);
            is_simple && is_there
        })
    }

    pub(super) fn switch(
        &self,
        w: &mut Writer,
        value: &Value,
        cases: &[(Vec<i128>, Vec<Step>)],
        otherwise: &[Step],
    ) {
        let ty = match value {
            Value::Var(id) => self.plan.var(*id).map(|var| var.ty.clone()),
            Value::Const(at) => self.item.consts.get(*at).map(|info| info.ty.clone()),
            Value::Variant(of, _) => Some(Ty::Enum(*of)),
            Value::Int(_, int) | Value::Cast(int, _) | Value::IntMethod(_, int, ..) => {
                Some(Ty::Int(*int))
            }
            Value::Unary(_, ty, _) | Value::Binary(_, ty, ..) => Some(ty.clone()),
            _ => None,
        };
        let ty = ty.unwrap_or(Ty::Int(Int::I32));
        // Cases are converted to the type of what is switched on, which a literal must have.
        let text = match value {
            Value::Int(_, int) => format!("({}){}", int.c_name(), self.values.text(value)),
            value => self.values.text(value),
        };
        w.line(&format!("switch ({text}) {{"));
        let all = cases
            .iter()
            .map(|(values, steps)| (Some(values), steps.as_slice()));
        for (values, steps) in all.chain([(None, otherwise)]) {
            let steps = flat(steps);
            let labels: Vec<String> = match values {
                Some(values) => {
                    let text = |value: &i128| literal::literal_of(self.item, *value, &ty);
                    values
                        .iter()
                        .map(|value| format!("case {}:", text(value)))
                        .collect()
                }
                None => vec!["default:".to_owned()],
            };
            let declares = steps
                .iter()
                .any(|step| matches!(step.kind, StepKind::Declare(..) | StepKind::Lock(..)));
            let (last, others) = match labels.split_last() {
                Some(split) => split,
                None => continue,
            };
            others.iter().for_each(|label| w.line(label));
            w.line(&if declares {
                format!("{last} {{")
            } else {
                last.clone()
            });
            self.block(w, steps);
            if !steps.last().is_some_and(|last| last.kind.leaves()) {
                w.line("\tbreak;");
            }
            if declares {
                w.line("}");
            }
        }
        w.line("}");
    }
}
