//! Values: calls, state, and the order in which operands are evaluated.

use super::super::steps::{Call, Step, StepKind, Value};
use super::super::tree::{Expr, ExprKind};
use super::super::ty::{Element, Int, Ty};
use super::stmt::is_control;
use super::{Dest, Lower, MAX_STACK, fold, may_be_zero};
use crate::syntax::ast::{BinaryOp, UnaryOp};
use crate::syntax::model::Part;
use proc_macro2::Span;

/// Stands for a value that is never used: of `()`, or of what does not return.
const NOTHING: Value = Value::Int(0, Int::I32);

impl Lower<'_> {
    /// Lowers an expression to a value; what must run before it is written.
    pub(super) fn value(&mut self, expr: &Expr) -> Value {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Int(value) => Value::Int(*value, self.ty(expr).as_int().unwrap_or(Int::I32)),
            ExprKind::Bool(value) => Value::Bool(*value),
            ExprKind::None => match self.ty(expr) {
                Ty::Option(inner) if *inner == Ty::Child => Value::NoChild,
                _ => Value::Null,
            },
            ExprKind::Unit | ExprKind::Invalid => NOTHING,
            ExprKind::Local(local) => match self.locals.get(local) {
                Some(var) => Value::Var(*var),
                None => NOTHING,
            },
            ExprKind::Const(at) => Value::Const(*at),
            ExprKind::Tunable(at) => Value::Tunable(Box::new(Value::Var(self.me())), *at),
            ExprKind::Variant(item, variant) => Value::Variant(*item, *variant),
            ExprKind::Unary(op, value) => self.unary(*op, value),
            ExprKind::Binary(op, at, left, right) => {
                let ty = self.ty(left);
                let checks = may_be_zero(self.unit, right);
                let sides = self.pair(left, right);
                self.operate(*op, *at, &ty, sides, checks)
            }
            ExprKind::Logic(is_and, left, right) => self.logic(*is_and, left, right, span),
            ExprKind::Cast(value) => {
                let to = self.ty(expr).as_int().unwrap_or(Int::I32);
                let from = self.ty(value).as_int();
                let value = self.value(value);
                match (value, from) {
                    (Value::Int(value, _), _) => Value::Int(to.wrap(value), to),
                    (value, Some(from)) if from.c_name() == to.c_name() => value,
                    (value, _) => Value::Cast(to, Box::new(value)),
                }
            }
            ExprKind::Nanos(factor, value) => {
                let value = self.value(value);
                match (value, factor) {
                    (value, 1) => value,
                    (Value::Int(value, _), factor) => {
                        Value::Int(Int::U64.wrap(value.saturating_mul(*factor)), Int::U64)
                    }
                    (value, factor) => {
                        let factor = Value::Int(*factor, Int::U64);
                        let (a, b) = (Box::new(value), Box::new(factor));
                        Value::Binary(BinaryOp::Mul, Ty::Nanos, a, b)
                    }
                }
            }
            ExprKind::Same(value) | ExprKind::Some(value) => self.value(value),
            ExprKind::Member(base, item, field) => {
                Value::Member(Box::new(self.value(base)), *item, *field)
            }
            ExprKind::Index(base, index) => self.index(base, index, span),
            ExprKind::Locked(guard, field) => {
                let guard = self.value(guard);
                let sched = match &guard {
                    Value::Var(var) => self.locked.get(var).cloned(),
                    _ => None,
                };
                Value::State(Part::Sched, Box::new(sched.unwrap_or(NOTHING)), *field)
            }
            ExprKind::State(part, owner, field) => self.state(*part, owner, *field),
            ExprKind::Get(place) => self.value(place),
            ExprKind::Slot(of, child) => {
                let slots = match self.ty(of) {
                    Ty::PerChild(_, slots) => slots,
                    _ => return NOTHING,
                };
                let (of, child) = self.pair(of, child);
                Value::Slot(Box::new(of), Box::new(child), slots)
            }
            ExprKind::Role(owner, field) => {
                let place = Value::State(Part::Sched, Box::new(self.value(owner)), *field);
                match self.ty(expr) {
                    Ty::Children(_) => Value::Address(Box::new(place)),
                    _ => place,
                }
            }
            ExprKind::Lock(sched) => {
                let sched = self.value(sched);
                self.lock_temporarily(sched, span)
            }
            ExprKind::IntMethod(method, left, right) => {
                let int = self.ty(expr).as_int().unwrap_or(Int::I32);
                let (a, b) = (self.ty(left), self.ty(right));
                let (left, right) = self.pair(left, right);
                if let (Value::Int(a, _), Value::Int(b, _)) = (&left, &right) {
                    return fold::method(*method, int, *a, *b);
                }
                // Both values stand several times in C.
                let left = self.keep_short(left, a, "left", span);
                let right = self.keep_short(right, b, "right", span);
                Value::IntMethod(*method, int, Box::new(left), Box::new(right))
            }
            ExprKind::IsSome(is_some, value) => {
                Value::IsSome(*is_some, Box::new(self.value(value)))
            }
            ExprKind::Unwrap(value, message) => self.unwrap(value, message, span),
            ExprKind::Api(api, args) => self.api_call(api, args, span),
            ExprKind::Helper(at, args) => self.helper_call(*at, args, &self.ty(expr), span),
            ExprKind::Struct(..) | ExprKind::Array(_) | ExprKind::Repeat(_) => {
                let value = self.aggregate_value(expr);
                let var = self.temporary("value", self.ty(expr), true);
                self.push(StepKind::Declare(var, Some(value)), span);
                Value::Var(var)
            }
            _ if is_control(expr) => self.control_value(expr),
            _ => {
                self.effect(expr);
                NOTHING
            }
        }
    }

    /// The value of branches, by way of a variable.
    fn control_value(&mut self, expr: &Expr) -> Value {
        let ty = self.ty(expr);
        if matches!(ty, Ty::Unit | Ty::Never) {
            self.lower(expr, Dest::Nowhere);
            return NOTHING;
        }
        let var = self.temporary("value", ty, true);
        self.push(StepKind::Declare(var, None), expr.span);
        self.lower(expr, Dest::Var(var));
        Value::Var(var)
    }

    /// Expressions of type `()` or `!`.
    fn effect(&mut self, expr: &Expr) {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Assign(place, value) | ExprKind::Set(place, value) => {
                // Rust evaluates the value first, C does not say.
                if is_control(value) {
                    let value = self.value(value);
                    let place = self.value(place);
                    self.push(StepKind::Assign(place, value), span);
                } else {
                    let values = self.values(&[value, place]);
                    let [value, place] = <[Value; 2]>::try_from(values).unwrap_or([NOTHING; 2]);
                    self.push(StepKind::Assign(place, value), span);
                }
            }
            ExprKind::AssignOp(op, at, place, value) => {
                let ty = self.ty(place);
                let (right, target) = self.pair(value, place);
                let sides = (target.clone(), right);
                let result = self.operate(*op, *at, &ty, sides, may_be_zero(self.unit, value));
                self.push(StepKind::Assign(target, result), span);
            }
            ExprKind::Drop(local) => self.drop_guard(*local, span),
            ExprKind::For(repeat) => self.repeat(repeat, span),
            ExprKind::Return(value) => {
                let value = value
                    .as_ref()
                    .map(|value| (self.value(value), self.ty(value)));
                if self.is_reached() {
                    self.leave(value, span);
                }
            }
            ExprKind::Break => {
                self.release_loop(span);
                self.push(StepKind::Break, span);
            }
            ExprKind::Continue => {
                self.release_loop(span);
                self.push(StepKind::Continue, span);
            }
            ExprKind::Assert(condition, message) => {
                let condition = self.condition(condition);
                let fails = Value::Unary(UnaryOp::Not, Ty::Bool, Box::new(condition));
                self.exit_if(fails, message, span);
            }
            ExprKind::Panic(message) => self.exit(message, span),
            _ => {}
        }
    }

    /// Ends the scheduler if the value holds.
    pub(super) fn exit_if(&mut self, value: Value, message: &str, span: Span) {
        let steps = self.block_of(|lower| lower.exit(message, span));
        self.push(StepKind::If(value, steps, Vec::new()), span);
    }

    fn unwrap(&mut self, value: &Expr, message: &str, span: Span) -> Value {
        let ty = self.ty(value);
        let value = self.value(value);
        let value = self.keep(value, ty, "value", span);
        self.exit_if(Value::IsSome(false, Box::new(value.clone())), message, span);
        value
    }

    fn state(&mut self, part: Part, owner: &Expr, field: usize) -> Value {
        let owner = Box::new(self.value(owner));
        match part {
            Part::Cpu => {
                let me = Value::Var(self.me());
                Value::CpuState(Box::new(me), owner, field)
            }
            part => Value::State(part, owner, field),
        }
    }

    /// A struct or an array, which stands in C only where a variable begins.
    pub(super) fn aggregate_value(&mut self, expr: &Expr) -> Value {
        match &expr.kind {
            ExprKind::Struct(item, fields) => {
                let values: Vec<&Expr> = fields.iter().map(|(_, value)| value).collect();
                let values = self.values(&values);
                Value::Struct(
                    *item,
                    fields.iter().map(|(field, _)| *field).zip(values).collect(),
                )
            }
            ExprKind::Array(values) => {
                let values: Vec<&Expr> = values.iter().collect();
                Value::Array(self.values(&values))
            }
            ExprKind::Repeat(value) => {
                let ty = self.ty(value);
                let one = self.value(value);
                let one = self.keep(one, ty, "element", expr.span);
                let Ty::Array(_, len) = self.ty(expr) else {
                    return NOTHING;
                };
                // The check of sizes reports an array that is too long for a list of its elements.
                Value::Array(vec![one; usize::try_from(len.min(MAX_STACK)).unwrap_or(0)])
            }
            _ => NOTHING,
        }
    }

    fn index(&mut self, base: &Expr, index: &Expr, span: Span) -> Value {
        let Ty::Array(_, len) = self.ty(base) else {
            return NOTHING;
        };
        let ty = self.ty(index);
        // The array is a place: what the index changes in it is seen. What its own indexes are was
        // settled when they were checked.
        let base = self.value(base);
        let at = self.value(index);
        if let Value::Int(at, _) = at
            && at >= 0
            && at < i128::from(len)
        {
            return Value::Index(Box::new(base), Box::new(Value::Int(at, Int::USIZE)), len);
        }
        if self.is_within(&at, len) {
            return Value::Index(Box::new(base), Box::new(at), len);
        }
        let at = self.keep_short(at, ty.clone(), "index", span);
        let bound = Value::Int(i128::from(len), Int::USIZE);
        let (left, right) = (Box::new(at.clone()), Box::new(bound));
        let outside = Value::Binary(BinaryOp::Ge, ty, left, right);
        let message = format!("index out of bounds: the length is {len}");
        self.exit_if(outside, &message, span);
        Value::Index(Box::new(base), Box::new(at), len)
    }

    fn api_call(
        &mut self,
        api: &'static super::super::api::Api,
        args: &[Expr],
        span: Span,
    ) -> Value {
        let args: Vec<&Expr> = args.iter().collect();
        let mut values = self.values(&args);
        let receiver = args.first().map_or(Ty::Unit, |on| self.ty(on));
        let c = api.form(&receiver);
        self.needs_ctx |= c.contains("{ctx}");
        let instance = c.contains("{self}").then(|| self.me());
        // The macros of lists and trees mention what they are given more than once.
        if receiver.is_container() {
            for (value, arg) in values.iter_mut().zip(&args).skip(1) {
                if value.acts() {
                    let kept = std::mem::replace(value, NOTHING);
                    *value = self.keep(kept, self.ty(arg), "element", span);
                }
            }
        }
        let call = Value::Api(Call { span, instance }, api, values);
        let Some(misuse) = api.misuse else {
            return call;
        };
        let done = Value::Unary(UnaryOp::Not, Ty::Bool, Box::new(call));
        let message = self.misuse(misuse, &receiver, args.first());
        self.exit_if(done, &message, span);
        NOTHING
    }

    /// What a list or tree has to say about a call that it cannot do.
    fn misuse(&self, misuse: &str, receiver: &Ty, on: Option<&&Expr>) -> String {
        let field = match on.map(|on| &on.kind) {
            Some(ExprKind::Locked(_, field)) => self.unit.sched.get(*field),
            _ => None,
        };
        let what = match receiver.element() {
            Some(Element::Cpu) => "the CPU",
            _ => "the thread",
        };
        let field = field.map(|info| info.name.as_str()).unwrap_or_default();
        format!("{what} {}", misuse.replace("{field}", field))
    }

    fn helper_call(&mut self, at: usize, args: &[Expr], ty: &Ty, span: Span) -> Value {
        let args: Vec<&Expr> = args.iter().collect();
        let values = self.values(&args);
        let Some(plan) = self.helpers.get(&at) else {
            return NOTHING;
        };
        let (fallible, needs_self) = (plan.fallible, plan.hidden_self.is_some());
        let name = plan.name.clone();
        self.needs_ctx |= plan.needs_ctx;
        let instance = needs_self.then(|| self.me());
        let call = Call { span, instance };
        if !fallible {
            return Value::Helper(call, at, values, None);
        }
        let out = (*ty != Ty::Unit).then(|| {
            let var = self.temporary(&name, ty.clone(), true);
            self.push(StepKind::Declare(var, None), span);
            var
        });
        let done = Value::Helper(call, at, values, out);
        let failed = Value::Unary(UnaryOp::Not, Ty::Bool, Box::new(done));
        let steps = self.block_of(|lower| {
            lower.release_all(span);
            lower.push(StepKind::Fail, span);
        });
        self.push(StepKind::If(failed, steps, Vec::new()), span);
        out.map_or(NOTHING, Value::Var)
    }

    fn pair(&mut self, left: &Expr, right: &Expr) -> (Value, Value) {
        match <[Value; 2]>::try_from(self.values(&[left, right])) {
            Ok([left, right]) => (left, right),
            Err(_) => (NOTHING, NOTHING),
        }
    }

    /// Lowers operands in Rust's order. One that a later one could change, or that C could run
    /// after a later one, is kept in a variable.
    fn values(&mut self, exprs: &[&Expr]) -> Vec<Value> {
        let mut lowered: Vec<(Vec<Step>, Value)> = Vec::new();
        for expr in exprs {
            lowered.push(self.steps_of(|lower| lower.value(expr)));
        }
        // For each operand, whether one behind it acts, and whether one behind it reads.
        let mut behind = vec![(false, false)];
        for (steps, value) in lowered.iter().rev() {
            let (acts, reads) = behind.last().copied().unwrap_or_default();
            let acts = acts || !steps.is_empty() || value.acts();
            behind.push((acts, reads || !value.is_stable(&self.vars)));
        }
        behind.pop();
        let mut values = Vec::new();
        for ((steps, value), expr) in lowered.into_iter().zip(exprs) {
            self.append(steps);
            let (acts, reads) = behind.pop().unwrap_or_default();
            let must_keep = !value.is_stable(&self.vars) && acts || value.acts() && reads;
            let ty = self.ty(expr);
            // These are places, which are not copied.
            let is_value = !ty.is_container()
                && !matches!(
                    ty,
                    Ty::Guard | Ty::PerChild(..) | Ty::CpuSet | Ty::Children(_)
                );
            let value = match must_keep && is_value {
                true => self.keep(value, ty, "value", expr.span),
                false => value,
            };
            values.push(value);
        }
        values
    }
}
