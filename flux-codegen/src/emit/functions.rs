//! Ops and helpers.

use super::names;
use super::value::{self, Values};
use super::writer::{Writer, comment_text, message};
use crate::check::member_name;
use crate::check::model::CheckedType;
use crate::check::steps::{Plan, Step, StepKind, Value, VarId, walk_steps};
use crate::check::ty::Ty;
use crate::syntax::ast::BinaryOp;
use crate::syntax::model::Part;
use std::collections::HashSet;

/// Writes the functions of a type.
pub(super) fn write(w: &mut Writer, item: &CheckedType) {
    let path = &item.file.path_for_line;
    w.blank();
    w.line(&format!("/* {} */", comment_text(path)));
    write_constants(w, item);
    for (_, plan) in &item.plans {
        w.blank();
        if let Some(docs) = plan.docs.summary() {
            w.line(&format!("/* {} */", comment_text(&docs)));
        }
        Function::new(item, plan).write(w);
    }
    write_unlink(w, item);
}

fn write_constants(w: &mut Writer, item: &CheckedType) {
    let mut used = HashSet::new();
    for (_, plan) in &item.plans {
        walk_steps(&plan.steps, &mut |step| {
            step.values(&mut |value| {
                value.walk(&mut |value| {
                    if let Value::Const(at) = value {
                        used.insert(*at);
                    }
                });
            });
        });
    }
    let path = &item.file.path_for_line;
    for (at, info) in item
        .consts
        .iter()
        .enumerate()
        .filter(|(at, _)| used.contains(at))
    {
        w.blank();
        let docs = info
            .docs
            .summary()
            .map(|docs| format!("{docs} "))
            .unwrap_or_default();
        w.line(&format!(
            "/* {}{path}:{} */",
            comment_text(&docs),
            info.line
        ));
        let name = value::constant(item, at);
        let declared = names::declaration(item, &name, &info.ty);
        let number = value::literal_of(item, info.value, &info.ty);
        w.line(&format!("static const {declared} = {number};"));
    }
}

/// Flux takes a thread off its list when the kernel takes it away.
fn write_unlink(w: &mut Writer, item: &CheckedType) {
    let lists: Vec<usize> = lists(item).collect();
    if lists.is_empty() {
        return;
    }
    let name = &item.c_name;
    w.blank();
    let text = "Takes a thread off whatever list of";
    w.line(&format!(
        "/* {text} {}'s it is on. Under the instance's lock. */",
        item.name
    ));
    let params = [
        format!("struct flux_sched *{name}"),
        "struct flux_thread *thread".to_owned(),
    ];
    let start = format!(
        "static __always_inline void {}(",
        names::function(item, "unlink")
    );
    w.head(&start, &params, ")");
    w.line("{");
    for list in lists {
        let field = item
            .sched
            .get(list)
            .map(|field| member_name(&field.name))
            .unwrap_or_default();
        let link = value::link(item, list);
        w.line(&format!(
            "\tflux_list_remove(&{name}->{name}.{field}, thread, {link});"
        ));
    }
    w.line("}");
}

/// The lists of a type, as indexes into its `#[sched]` struct.
pub(super) fn lists(item: &CheckedType) -> impl Iterator<Item = usize> {
    let fields = item.state(Part::Sched).iter().enumerate();
    fields
        .filter(|(_, field)| matches!(field.ty, Ty::List(_)))
        .map(|(at, _)| at)
}

/// Whether the type uses an operator, `/` or `%`, on signed integers.
pub(super) fn divides_signed(item: &CheckedType, wanted: BinaryOp) -> bool {
    let mut divides = false;
    for (_, plan) in &item.plans {
        walk_steps(&plan.steps, &mut |step| {
            step.values(&mut |value| {
                value.walk(&mut |value| {
                    if let Value::Binary(op, ty, ..) = value {
                        divides |= *op == wanted && ty.as_int().is_some_and(|int| int.signed);
                    }
                });
            });
        });
    }
    divides
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
        self.steps(w, &self.plan.steps);
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

    fn steps(&self, w: &mut Writer, steps: &[Step]) {
        let mut declaring = false;
        for step in steps {
            let declares = matches!(step.kind, StepKind::Declare(..));
            if !self.is_written(step) {
                continue;
            }
            if declaring && !declares {
                w.blank();
            }
            declaring = declares;
            if !matches!(step.kind, StepKind::Unlock(_) | StepKind::Scope(_)) {
                w.at(&self.item.file.path_for_line, step.span.start().line);
            }
            self.step(w, step);
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
            StepKind::Assign(place, value) => {
                let (place, value) = (self.values.text(place), self.values.text(value));
                w.line(&format!("{place} = {value};"));
            }
            StepKind::Do(value) => self.act(w, value),
            StepKind::Scope(steps) => {
                w.line("{");
                self.block(w, steps);
                w.line("}");
            }
            StepKind::Lock(guard, sched) => self.lock(w, *guard, sched),
            StepKind::Unlock(guard) => w.line(&format!("bpf_spin_unlock({});", self.name(*guard))),
            StepKind::If(cond, then, els) => self.branch(w, cond, then, els),
            StepKind::Switch(value, cases, otherwise) => self.switch(w, value, cases, otherwise),
            StepKind::For(id, from, to, body) => {
                let name = self.name(*id);
                let ty = self.plan.var(*id).map(|var| names::ty(self.item, &var.ty));
                let ty = ty.unwrap_or_default();
                w.line(&format!(
                    "for ({ty}{name} = {from}; {name} < {to}; {name}++) {{"
                ));
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
        self.steps(w, steps);
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
        if self.is_left_out(id) {
            if let Some(value) = value {
                self.act(w, value);
            }
            return;
        }
        let declared = names::declaration(self.item, &var.name, &var.ty);
        match value {
            // C copies no arrays.
            Some(value) if matches!(var.ty, Ty::Array(..)) && !matches!(value, Value::Array(_)) => {
                w.line(&format!("{declared};"));
                let value = self.values.text(value);
                w.line(&format!(
                    "__builtin_memcpy({0}, {value}, sizeof({0}));",
                    var.name
                ));
            }
            Some(value) => w.line(&format!("{declared} = {};", self.values.text(value))),
            None => w.line(&format!("{declared};")),
        }
        if self.unread.contains(&id) {
            w.line(&format!("(void){};", var.name));
        }
    }

    fn act(&self, w: &mut Writer, value: &Value) {
        let returns = match value {
            Value::Api(_, api, _) => api.ret.ty() != Ty::Unit,
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

    fn lock(&self, w: &mut Writer, guard: VarId, sched: &Value) {
        let name = self.name(guard);
        let sched = self.values.text(sched);
        w.line(&format!(
            "struct bpf_spin_lock *{name} = flux_sched_lock({sched});"
        ));
        w.blank();
        w.line(&format!("if (!{name})"));
        w.line(&format!("\t{}", self.failure()));
        w.line(&format!("bpf_spin_lock({name});"));
    }

    fn branch(&self, w: &mut Writer, cond: &Value, then: &[Step], els: &[Step]) {
        w.line(&format!("if ({}) {{", self.values.condition(cond)));
        self.block(w, then);
        let mut els = els;
        while let [
            Step {
                kind: StepKind::If(cond, then, rest),
                ..
            },
        ] = els
        {
            w.line(&format!("}} else if ({}) {{", self.values.condition(cond)));
            self.block(w, then);
            els = rest;
        }
        if !els.is_empty() {
            w.line("} else {");
            self.block(w, els);
        }
        w.line("}");
    }

    fn switch(
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
            _ => None,
        };
        let ty = ty.unwrap_or(Ty::Int(crate::check::ty::Int::I32));
        w.line(&format!("switch ({}) {{", self.values.text(value)));
        let all = cases
            .iter()
            .map(|(values, steps)| (Some(values), steps.as_slice()));
        for (values, steps) in all.chain([(None, otherwise)]) {
            let labels: Vec<String> = match values {
                Some(values) => {
                    let text = |value: &i128| value::literal_of(self.item, *value, &ty);
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

/// Variables that get a value after they began.
fn assigned(plan: &Plan) -> HashSet<VarId> {
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
fn unread(plan: &Plan, assigned: &HashSet<VarId>) -> HashSet<VarId> {
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
        let now: HashSet<VarId> = (0..plan.vars.len())
            .filter(|id| !read.contains(id))
            .collect();
        if now == unread {
            return now;
        }
        unread = now;
    }
}
