//! One function: its head and its statements.

mod branch;

use super::literal;
use super::names;
use super::unread::{assigned, unread};
use super::value::Values;
use super::writer::{Writer, message};
use crate::check::api::Arg;
use crate::check::model::CheckedType;
use crate::check::steps::{Plan, Step, StepKind, Value, VarId, walk_steps};
use crate::check::ty::{Int, Ty};
use std::collections::HashSet;

/// Turns from which on the kernel counts a loop: fewer cost the verifier less than the calls cost
/// the CPU.
const COUNTED: i128 = 8;

/// Whether some function of the type takes the lock of its instance.
fn takes_locks(item: &CheckedType) -> bool {
    let mut takes = false;
    for (_, plan) in &item.plans {
        walk_steps(&plan.steps, &mut |step| {
            takes |= matches!(step.kind, StepKind::Lock(..));
        });
    }
    takes
}

/// Writes a function.
pub(super) fn write(w: &mut Writer, item: &CheckedType, plan: &Plan) {
    Function::new(item, plan).write(w);
}

/// Whether C takes the value where the variable is declared: one array does not begin with another,
/// nor an array of arrays with arrays.
fn initializes(ty: &Ty, value: &Value) -> bool {
    match (ty, value) {
        (Ty::Array(element, _), Value::Array(_)) => !matches!(**element, Ty::Array(..)),
        (Ty::Array(..), _) => false,
        _ => true,
    }
}

/// A variable or an element gets a value. C assigns no arrays.
fn set(place: &str, value: &str, ty: &Ty) -> String {
    assignment(place, value, matches!(ty, Ty::Array(..)))
}

fn assignment(place: &str, value: &str, is_array: bool) -> String {
    match is_array {
        true => format!("__builtin_memcpy({place}, {value}, sizeof({place}));"),
        false => format!("{place} = {value};"),
    }
}

struct Function<'a> {
    plan: &'a Plan,
    values: Values<'a>,
    item: &'a CheckedType,
    /// Variables that are never read: C is told, or does without them.
    unread: HashSet<VarId>,
    assigned: HashSet<VarId>,
}

impl<'a> Function<'a> {
    fn new(item: &'a CheckedType, plan: &'a Plan) -> Function<'a> {
        let assigned = assigned(plan);
        let unread = unread(plan, &assigned);
        Function {
            plan,
            values: Values { item, plan },
            item,
            unread,
            assigned,
        }
    }

    fn write(&self, w: &mut Writer) {
        let path = &self.item.file.path_for_line;
        w.at(path, self.plan.span.start().line);
        let (ret, params) = self.signature();
        let name = names::function(self.item, &self.plan.name);
        w.head(&format!("static {ret}{name}("), &params, ")");
        w.line("{");
        w.indent += 1;
        self.steps(w, flat(&self.plan.steps));
        let leaves = self
            .plan
            .steps
            .last()
            .is_some_and(|last| last.kind.leaves());
        if self.plan.fallible && !leaves {
            w.line("return true;");
        }
        w.indent -= 1;
        w.line("}");
    }

    fn signature(&self) -> (String, Vec<String>) {
        let declare = |id: &VarId| match self.plan.var(*id) {
            Some(var) => names::declaration(self.item, &var.name, &var.ty),
            None => String::new(),
        };
        let mut params: Vec<String> = self.plan.hidden_self.iter().map(declare).collect();
        params.extend(self.plan.params.iter().map(declare));
        let mut ret = names::ty(self.item, &self.plan.ret);
        if self.plan.fallible {
            if self.plan.ret != Ty::Unit {
                params.push(format!("{ret}*flux_result"));
            }
            ret = "bool ".to_owned();
        }
        if self.plan.needs_ctx {
            params.push("struct flux_ctx *ctx".to_owned());
        }
        if params.is_empty() {
            params.push("void".to_owned());
        }
        (ret, params)
    }

    /// Writes the steps of a C block. Kernel style declares at the start of a block, so what begins
    /// later is declared there and assigned in its place.
    fn steps(&self, w: &mut Writer, steps: &[Step]) {
        let steps: Vec<&Step> = steps.iter().filter(|step| self.is_written(step)).collect();
        let begins = |step: &Step| matches!(step.kind, StepKind::Declare(..) | StepKind::Lock(..));
        let leading = steps.iter().take_while(|step| self.can_lead(step)).count();
        let (leading, rest) = steps.split_at(leading);
        for step in leading {
            // What has no value makes no code, and needs no line.
            if !matches!(step.kind, StepKind::Declare(_, None)) {
                self.place(w, step);
            }
            self.step(w, step);
        }
        // A lock declares its guard by itself where the block starts with it.
        let starts_with_lock = leading.is_empty()
            && rest
                .first()
                .is_some_and(|step| matches!(step.kind, StepKind::Lock(..)));
        let mut hoisted = !leading.is_empty();
        for step in rest
            .iter()
            .skip(usize::from(starts_with_lock))
            .filter(|step| begins(step))
        {
            if let StepKind::Declare(id, _) | StepKind::Lock(id, _) = step.kind
                && let Some(var) = self.plan.var(id)
                && !self.is_left_out(id)
            {
                w.line(&format!(
                    "{};",
                    names::declaration(self.item, &var.name, &var.ty)
                ));
                hoisted = true;
            }
        }
        if hoisted && !rest.is_empty() && !starts_with_lock {
            w.blank();
        }
        for (at, step) in rest.iter().enumerate() {
            if matches!(&step.kind, StepKind::Declare(_, None)) {
                continue;
            }
            if !matches!(
                step.kind,
                StepKind::Unlock(_) | StepKind::Scope(_) | StepKind::Fail
            ) {
                self.place(w, step);
            }
            match &step.kind {
                StepKind::Lock(guard, sched) => {
                    self.lock(w, *guard, sched, at == 0 && starts_with_lock);
                }
                StepKind::Declare(id, Some(value)) if !self.is_left_out(*id) => {
                    self.begin(w, *id, value);
                }
                _ => self.step(w, step),
            }
        }
    }

    /// Whether the step is a declaration that may stand at the start of a block.
    fn can_lead(&self, step: &Step) -> bool {
        match &step.kind {
            StepKind::Declare(id, _) => !self.is_left_out(*id) && !self.unread.contains(id),
            _ => false,
        }
    }

    fn place(&self, w: &mut Writer, step: &Step) {
        w.at(&self.item.file.path_for_line, step.span.start().line);
    }

    /// The first value of a variable that is declared above.
    fn begin(&self, w: &mut Writer, id: VarId, value: &Value) {
        let name = self.name(id);
        let text = self.values.text(value);
        let ty = self.plan.var(id).map(|var| &var.ty);
        match (ty, value) {
            (Some(ty), Value::Struct(..)) => {
                let ty = names::ty(self.item, ty);
                w.line(&format!("{name} = ({}){text};", ty.trim_end()));
            }
            (Some(Ty::Array(element, _)), Value::Array(values)) => {
                for (at, value) in values.iter().enumerate() {
                    let text = self.values.text(value);
                    w.line(&set(&format!("{name}[{at}]"), &text, element));
                }
            }
            (Some(ty), _) => w.line(&set(name, &text, ty)),
            (None, _) => {}
        }
        if self.unread.contains(&id) {
            w.line(&format!("(void){name};"));
        }
    }

    /// Variables that nothing reads are left out, unless something is still assigned to them.
    fn is_written(&self, step: &Step) -> bool {
        match &step.kind {
            StepKind::Declare(id, Some(value)) if self.is_left_out(*id) => value.acts(),
            StepKind::Declare(id, None) => !self.is_left_out(*id),
            _ => true,
        }
    }

    fn is_left_out(&self, id: VarId) -> bool {
        self.unread.contains(&id) && !self.assigned.contains(&id)
    }

    fn step(&self, w: &mut Writer, step: &Step) {
        match &step.kind {
            StepKind::Declare(id, value) => self.declare(w, *id, value.as_ref()),
            StepKind::Assign(place, value) => match self.values.compound(place, value) {
                Some(text) => w.line(&format!("{text};")),
                None => {
                    let (target, value) = (self.values.text(place), self.values.text(value));
                    let is_array = self.values.is_array(place);
                    w.line(&assignment(&target, &value, is_array));
                }
            },
            StepKind::Do(value) => self.act(w, value),
            StepKind::Scope(steps) => {
                w.line("{");
                self.block(w, steps);
                w.line("}");
            }
            StepKind::Lock(guard, sched) => self.lock(w, *guard, sched, false),
            StepKind::Unlock(guard) => w.line(&format!("bpf_spin_unlock({});", self.name(*guard))),
            StepKind::If(cond, then, els) => self.branch(w, cond, then, els),
            StepKind::Switch(value, cases, otherwise) => self.switch(w, value, cases, otherwise),
            StepKind::For(id, from, to, body) => {
                let name = self.name(*id);
                let ty = self.plan.var(*id).map(|var| names::ty(self.item, &var.ty));
                let ty = ty.unwrap_or_default();
                let int = self.plan.var(*id).and_then(|var| var.ty.as_int());
                let number = |bound: i128| literal::literal(bound, int.unwrap_or(Int::I32));
                let turns = to.saturating_sub(*from);
                let (from, to) = (number(*from), number(*to));
                // The verifier walks through every turn of a plain loop. Under a lock there is no
                // other, so it is only where none is ever taken.
                let counted = turns >= COUNTED && !takes_locks(self.item);
                w.line(&match counted {
                    true => format!("bpf_counted({}, {name}, {from}, {to}) {{", ty.trim_end()),
                    false => format!("for ({ty}{name} = {from}; {name} < {to}; {name}++) {{"),
                });
                self.block(w, body);
                w.line("}");
            }
            StepKind::Return(value) => self.leave(w, value.as_ref()),
            StepKind::Exit(text) => w.line(&format!("flux_fail(\"{}\");", message(text))),
            StepKind::Fail => w.line(&self.failure()),
            StepKind::Break => w.line("break;"),
            StepKind::Continue => w.line("continue;"),
        }
    }

    fn block(&self, w: &mut Writer, steps: &[Step]) {
        w.indent += 1;
        self.steps(w, flat(steps));
        w.indent -= 1;
    }

    fn name(&self, id: VarId) -> &str {
        self.plan
            .var(id)
            .map(|var| var.name.as_str())
            .unwrap_or_default()
    }

    fn declare(&self, w: &mut Writer, id: VarId, value: Option<&Value>) {
        let Some(var) = self.plan.var(id) else { return };
        let declared = names::declaration(self.item, &var.name, &var.ty);
        match value {
            Some(value) if self.is_left_out(id) => self.act(w, value),
            Some(value) if !initializes(&var.ty, value) => {
                w.line(&format!("{declared};"));
                self.begin(w, id, value);
            }
            Some(value) => w.line(&format!("{declared} = {};", self.values.text(value))),
            None => w.line(&format!("{declared};")),
        }
    }

    fn act(&self, w: &mut Writer, value: &Value) {
        // These stand only where a variable begins; what matters is what happens in them.
        let parts: Vec<&Value> = match value {
            Value::Array(values) => values.iter().collect(),
            Value::Struct(_, fields) => fields.iter().map(|(_, value)| value).collect(),
            _ => Vec::new(),
        };
        if matches!(value, Value::Array(_) | Value::Struct(..)) {
            let acting = parts.into_iter().filter(|part| part.acts());
            acting.for_each(|part| self.act(w, part));
            return;
        }
        let returns = match value {
            Value::Api(_, api, _) => api.ret != Arg::Unit,
            Value::Helper(_, at, _, _) => self
                .item
                .plan(*at)
                .is_some_and(|p| p.ret != Ty::Unit || p.fallible),
            _ => true,
        };
        let text = self.values.text(value);
        match returns {
            true => w.line(&format!("(void)({text});")),
            false => w.line(&format!("{text};")),
        }
    }

    fn lock(&self, w: &mut Writer, guard: VarId, sched: &Value, declares: bool) {
        let name = self.name(guard);
        let sched = self.values.text(sched);
        let failure = self.failure();
        let ty = if declares {
            "struct bpf_spin_lock *"
        } else {
            ""
        };
        w.line(&format!(
            "{ty}{name} = flux_lock_sched({sched}, {});",
            failure.trim_end_matches(';')
        ));
        if declares {
            w.blank();
        }
    }

    fn leave(&self, w: &mut Writer, value: Option<&Value>) {
        match (value, self.plan.fallible) {
            (Some(value), true) => {
                w.line(&format!("*flux_result = {};", self.values.text(value)));
                w.line("return true;");
            }
            (None, true) => w.line("return true;"),
            (Some(value), false) => w.line(&format!("return {};", self.values.text(value))),
            (None, false) => w.line("return;"),
        }
    }

    /// How the function is left after an exit.
    fn failure(&self) -> String {
        match (self.plan.fallible, &self.plan.ret) {
            (true, _) => "return false;",
            (false, Ty::Unit) => "return;",
            _ => "return 0;",
        }
        .to_owned()
    }
}

/// The steps of a block that is all there is in another: one pair of braces is enough.
fn flat(steps: &[Step]) -> &[Step] {
    match steps {
        [
            Step {
                kind: StepKind::Scope(inner),
                ..
            },
        ] => flat(inner),
        steps => steps,
    }
}
