//! C expressions. Operators have Rust's meaning: arithmetic wraps, shifts mask, nothing that C
//! leaves undefined is written.

use super::links;
use super::literal::{constant, literal};
use super::names;
use crate::check::api::{Api, Arg};
use crate::check::member_name;
use crate::check::model::CheckedType;
use crate::check::steps::{Plan, Value};
use crate::check::tree::IntMethod;
use crate::check::ty::{Int, Ty};
use crate::syntax::ast::{BinaryOp, UnaryOp};
use crate::syntax::model::{Kind, Part};

/// How tightly a written expression holds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    /// Needs parentheses inside anything.
    Loose,
    /// `&&` and `||`.
    Logic,
    /// `==`, `<` …
    Comparison,
    /// `+`, `-`.
    Sum,
    /// `*`, `/`, `%`.
    Product,
    /// Casts and prefix operators.
    Prefix,
    /// Names, calls, members, literals.
    Atom,
}

/// A number; a negative one is an operator and a number.
fn number(value: i128, int: Int) -> (String, Binding) {
    let text = literal(value, int);
    let binding = if text.starts_with('-') {
        Binding::Prefix
    } else {
        Binding::Atom
    };
    (text, binding)
}

/// An unsigned type in which arithmetic of `int` wraps and is defined: `int` itself or wider, since
/// C makes narrow operands signed.
fn unsigned(int: Int) -> &'static str {
    if int.bits == 64 { "u64" } else { "u32" }
}

/// The comparison that holds where `op` does not: all values have an order.
fn opposite(op: BinaryOp) -> Option<BinaryOp> {
    Some(match op {
        BinaryOp::Eq => BinaryOp::Ne,
        BinaryOp::Ne => BinaryOp::Eq,
        BinaryOp::Lt => BinaryOp::Ge,
        BinaryOp::Ge => BinaryOp::Lt,
        BinaryOp::Gt => BinaryOp::Le,
        BinaryOp::Le => BinaryOp::Gt,
        _ => return None,
    })
}

/// Writes the expressions of one function.
pub(super) struct Values<'a> {
    pub(super) item: &'a CheckedType,
    pub(super) plan: &'a Plan,
}

impl Values<'_> {
    /// An expression where any may stand.
    pub(super) fn text(&self, value: &Value) -> String {
        self.write(value).0
    }

    /// An expression as a condition: pointers need no comparison there.
    pub(super) fn condition(&self, value: &Value) -> String {
        self.write_condition(value).0
    }

    fn tight(&self, value: &Value, least: Binding) -> String {
        let (text, binding) = self.write(value);
        if binding >= least {
            text
        } else {
            format!("({text})")
        }
    }

    fn atom(&self, value: &Value) -> String {
        self.tight(value, Binding::Atom)
    }

    fn write_condition(&self, value: &Value) -> (String, Binding) {
        match value {
            Value::IsSome(true, pointer) => self.write(pointer),
            Value::IsSome(false, pointer) => (format!("!{}", self.atom(pointer)), Binding::Prefix),
            Value::Unary(UnaryOp::Not, Ty::Bool, value) => match value.as_ref() {
                Value::IsSome(is_some, pointer) => {
                    self.write_condition(&Value::IsSome(!is_some, pointer.clone()))
                }
                Value::Binary(op, _, left, right) if opposite(*op).is_some() => {
                    self.plain(opposite(*op).unwrap_or(*op), left, right)
                }
                value => {
                    let (text, binding) = self.write_condition(value);
                    let text = if binding == Binding::Atom {
                        text
                    } else {
                        format!("({text})")
                    };
                    (format!("!{text}"), Binding::Prefix)
                }
            },
            Value::Logic(is_and, left, right) => {
                let op = if *is_and { "&&" } else { "||" };
                let side = |value: &Value| {
                    let (text, binding) = self.write_condition(value);
                    let same = matches!(value, Value::Logic(inner, ..) if inner == is_and);
                    let fits = binding >= Binding::Comparison || same;
                    if fits { text } else { format!("({text})") }
                };
                (
                    format!("{} {op} {}", side(left), side(right)),
                    Binding::Logic,
                )
            }
            value => self.write(value),
        }
    }

    fn write(&self, value: &Value) -> (String, Binding) {
        let atom = |text: String| (text, Binding::Atom);
        match value {
            Value::Int(value, int) => number(*value, *int),
            Value::Bool(value) => atom(value.to_string()),
            Value::Null => atom("NULL".to_owned()),
            Value::NoChild => atom("FLUX_NODE_NONE".to_owned()),
            Value::Var(id) => atom(
                self.plan
                    .var(*id)
                    .map(|v| v.name.clone())
                    .unwrap_or_default(),
            ),
            Value::Const(at) => atom(constant(self.item, *at)),
            Value::Tunable(me, at) => {
                let info = self.item.tunables.get(*at);
                let name = info.map(|item| member_name(&item.name)).unwrap_or_default();
                atom(format!("{}->{}.{name}", self.atom(me), self.item.c_name))
            }
            Value::Slot(of, child, slots) => {
                let (of, child) = (self.atom(of), self.text(child));
                atom(format!("{of}[flux_child_slot({child}, {slots})]"))
            }
            Value::Address(place) => (format!("&{}", self.atom(place)), Binding::Prefix),
            Value::Variant(of, variant) => atom(names::variant(self.item, *of, *variant)),
            Value::State(part, owner, field) => {
                let name = self.field(*part, *field);
                atom(format!("{}->{}.{name}", self.atom(owner), self.item.c_name))
            }
            Value::CpuState(me, cpu, field) => {
                let (me, cpu) = (self.text(me), self.text(cpu));
                let name = self.field(Part::Cpu, *field);
                atom(format!(
                    "flux_part({me}, {cpu})->{}.{name}",
                    self.item.c_name
                ))
            }
            Value::Member(base, of, field) => {
                let field = self
                    .item
                    .structs
                    .get(*of)
                    .and_then(|info| info.fields.get(*field));
                let name = field.map(|(name, _)| member_name(name)).unwrap_or_default();
                atom(format!("{}.{name}", self.atom(base)))
            }
            Value::Index(base, at, len) => match at.as_ref() {
                Value::Int(at, _) => atom(format!("{}[{at}]", self.atom(base))),
                at => {
                    let (base, at) = (self.atom(base), self.text(at));
                    atom(format!("{base}[bpf_bounded_index({at}, {len})]"))
                }
            },
            Value::Unary(op, ty, value) => self.unary(*op, ty, value),
            Value::Binary(op, ty, left, right) => self.binary(*op, ty, left, right),
            Value::Logic(..) => self.write_condition(value),
            Value::Cast(int, value) => (self.cast(int.c_name(), value), Binding::Prefix),
            Value::IsSome(is_some, pointer) => {
                let op = if *is_some { "!=" } else { "==" };
                let none = match self.is_child(pointer) {
                    true => "FLUX_NODE_NONE",
                    false => "NULL",
                };
                let pointer = self.tight(pointer, Binding::Sum);
                (format!("{pointer} {op} {none}"), Binding::Comparison)
            }
            Value::IntMethod(method, int, left, right) => {
                self.int_method(*method, *int, left, right)
            }
            Value::Api(call, api, args) => {
                let text = self.api_call(call.instance, api, args);
                // A form in parentheses is an operator; clang objects to a second pair.
                match text
                    .strip_prefix('(')
                    .and_then(|text| text.strip_suffix(')'))
                {
                    Some(inner) => (inner.to_owned(), Binding::Comparison),
                    None => atom(text),
                }
            }
            Value::Helper(call, at, args, out) => {
                atom(self.helper_call(call.instance, *at, args, *out))
            }
            Value::Struct(of, fields) => {
                let info = self.item.structs.get(*of);
                let fields = fields.iter().map(|(field, value)| {
                    let name = info.and_then(|info| info.fields.get(*field));
                    let name = name.map(|(name, _)| member_name(name)).unwrap_or_default();
                    format!(".{name} = {}", self.text(value))
                });
                atom(format!("{{ {} }}", fields.collect::<Vec<_>>().join(", ")))
            }
            Value::Array(values) => {
                let values: Vec<String> = values.iter().map(|value| self.text(value)).collect();
                atom(format!("{{ {} }}", values.join(", ")))
            }
        }
    }

    /// Whether it is a child, an id, and no pointer.
    fn is_child(&self, value: &Value) -> bool {
        let ty = match value {
            Value::NoChild => return true,
            Value::Var(id) => self.plan.var(*id).map(|var| var.ty.clone()),
            Value::Api(_, api, _) => return api.ret == Arg::MaybeChild,
            Value::Helper(_, at, ..) => self.item.plan(*at).map(|plan| plan.ret.clone()),
            _ => None,
        };
        match ty {
            Some(Ty::Option(inner)) => *inner == Ty::Child,
            ty => ty == Some(Ty::Child),
        }
    }

    /// Whether a place holds an array.
    pub(super) fn is_array(&self, place: &Value) -> bool {
        matches!(self.ty_of_place(place), Some(Ty::Array(..)))
    }

    fn ty_of_place<'p>(&'p self, place: &Value) -> Option<&'p Ty> {
        match place {
            Value::Var(id) => self.plan.var(*id).map(|var| &var.ty),
            Value::State(part, _, field) => {
                let info = self.item.state(*part).get(*field);
                info.map(|info| &info.ty)
            }
            Value::Index(base, ..) => match self.ty_of_place(base) {
                Some(Ty::Array(element, _)) => Some(element.as_ref()),
                _ => None,
            },
            _ => None,
        }
    }

    fn field(&self, part: Part, field: usize) -> String {
        let info = self.item.state(part).get(field);
        info.map(|info| member_name(&info.name)).unwrap_or_default()
    }

    fn cast(&self, ty: &str, value: &Value) -> String {
        format!("({ty}){}", self.tight(value, Binding::Prefix))
    }

    fn unary(&self, op: UnaryOp, ty: &Ty, value: &Value) -> (String, Binding) {
        let int = match (op, ty.as_int()) {
            (UnaryOp::Not, Some(int)) => {
                let text = format!("~{}", self.atom(value));
                return match int.bits < 32 {
                    true => (format!("({}){text}", int.c_name()), Binding::Prefix),
                    false => (text, Binding::Prefix),
                };
            }
            (UnaryOp::Neg, Some(int)) => int,
            _ => {
                let text = self.write_condition(value);
                let text = if text.1 == Binding::Atom {
                    text.0
                } else {
                    format!("({})", text.0)
                };
                return (format!("!{text}"), Binding::Prefix);
            }
        };
        let unsigned = unsigned(int);
        (
            format!("({})-{}", int.c_name(), self.cast(unsigned, value)),
            Binding::Prefix,
        )
    }

    fn binary(&self, op: BinaryOp, ty: &Ty, left: &Value, right: &Value) -> (String, Binding) {
        let Some(int) = ty.as_int() else {
            return self.plain(op, left, right);
        };
        match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul => {
                if int.signed || int.bits < 32 {
                    let wide = unsigned(int);
                    let a = self.cast(wide, left);
                    // A number becomes what stands before it.
                    let b = match right {
                        Value::Int(value, _) if *value >= 0 => self.text(right),
                        right => self.cast(wide, right),
                    };
                    let text = format!("({})({a} {} {b})", int.c_name(), op.symbol());
                    return (text, Binding::Prefix);
                }
                self.plain(op, left, right)
            }
            BinaryOp::Div | BinaryOp::Rem if int.signed => {
                let name = if op == BinaryOp::Div {
                    "flux_sdiv"
                } else {
                    "flux_srem"
                };
                let (a, b) = (self.text(left), self.text(right));
                let call = format!("{name}({a}, {b})");
                match int.bits {
                    // What the function returns.
                    64 => (call, Binding::Atom),
                    _ => (format!("({}){call}", int.c_name()), Binding::Prefix),
                }
            }
            BinaryOp::Shl | BinaryOp::Shr => self.shift(op, int, left, right),
            _ => self.plain(op, left, right),
        }
    }

    /// `place += value` for `place = place + value`, where C's operator has Rust's meaning.
    pub(super) fn compound(&self, place: &Value, value: &Value) -> Option<String> {
        use BinaryOp::{Add, BitAnd, BitOr, BitXor, Mul, Sub};
        let Value::Binary(op, ty, left, right) = value else {
            return None;
        };
        let is_plain = match op {
            Add | Sub | Mul => ty.as_int().is_some_and(|int| !int.signed && int.bits >= 32),
            BitAnd | BitOr | BitXor => ty.as_int().is_some(),
            _ => false,
        };
        // Both sides are free of effects: whatever acts has run before.
        let to = self.text(place);
        if !is_plain || left.acts() || self.text(left) != to {
            return None;
        }
        Some(match (op, right.as_ref()) {
            (Add, Value::Int(1, _)) => format!("{to}++"),
            (Sub, Value::Int(1, _)) => format!("{to}--"),
            _ => format!("{to} {}= {}", op.symbol(), self.text(right)),
        })
    }

    fn plain(&self, op: BinaryOp, left: &Value, right: &Value) -> (String, Binding) {
        use BinaryOp::{Add, BitAnd, BitOr, BitXor, Div, Mul, Rem, Shl, Shr, Sub};
        let (binding, left_least, right_least) = match op {
            Add | Sub => (Binding::Sum, Binding::Sum, Binding::Product),
            Mul | Div | Rem => (Binding::Product, Binding::Prefix, Binding::Prefix),
            BitAnd | BitOr | BitXor | Shl | Shr => {
                (Binding::Loose, Binding::Prefix, Binding::Prefix)
            }
            _ => (Binding::Comparison, Binding::Sum, Binding::Sum),
        };
        let (mut left, right) = (self.tight(left, left_least), self.tight(right, right_least));
        // C compilers take `!a == b` for a slip.
        if left.starts_with('!') {
            left = format!("({left})");
        }
        (format!("{left} {} {right}", op.symbol()), binding)
    }

    /// Shifts count modulo the width, as Rust's wrapping shifts do.
    fn shift(&self, op: BinaryOp, int: Int, left: &Value, right: &Value) -> (String, Binding) {
        let mask = i128::from(int.bits) - 1;
        let by = match right {
            Value::Int(by, _) => (by & mask).to_string(),
            by => format!("({} & {mask})", self.tight(by, Binding::Prefix)),
        };
        if op == BinaryOp::Shr {
            // The sign fills up what is shifted away, so a literal must have its type.
            let left = match left {
                Value::Int(..) => self.cast(int.c_name(), left),
                left => self.tight(left, Binding::Prefix),
            };
            return (format!("{left} >> {by}"), Binding::Loose);
        }
        let left = match left {
            left if matches!(left, Value::Int(..)) || int.signed || int.bits < 32 => {
                self.cast(unsigned(int), left)
            }
            left => self.tight(left, Binding::Prefix),
        };
        match int.signed || int.bits < 32 {
            true => (
                format!("({})({left} << {by})", int.c_name()),
                Binding::Prefix,
            ),
            false => (format!("{left} << {by}"), Binding::Loose),
        }
    }

    fn int_method(
        &self,
        method: IntMethod,
        int: Int,
        left: &Value,
        right: &Value,
    ) -> (String, Binding) {
        let ty = Ty::Int(int);
        let operate = |op| self.binary(op, &ty, left, right);
        let choose = |cond: String, yes: String, no: String| {
            (format!("{cond} ? {yes} : {no}"), Binding::Loose)
        };
        let (a, b) = (
            self.tight(left, Binding::Sum),
            self.tight(right, Binding::Sum),
        );
        match method {
            IntMethod::Min => choose(format!("{a} < {b}"), a, b),
            IntMethod::Max => choose(format!("{a} > {b}"), a, b),
            IntMethod::WrappingAdd => operate(BinaryOp::Add),
            IntMethod::WrappingSub => operate(BinaryOp::Sub),
            IntMethod::WrappingMul => operate(BinaryOp::Mul),
            IntMethod::SaturatingAdd | IntMethod::SaturatingSub if int.signed => {
                self.saturating_signed(method == IntMethod::SaturatingAdd, int, left, right)
            }
            IntMethod::SaturatingAdd => {
                let sum = operate(BinaryOp::Add).0;
                let max = literal(int.max(), int);
                choose(format!("{sum} < {a}"), max, sum)
            }
            IntMethod::SaturatingSub => {
                let difference = operate(BinaryOp::Sub).0;
                choose(format!("{a} > {b}"), difference, "0".to_owned())
            }
        }
    }

    /// Which end is near depends on the sign of the second value; the distance to that end fits.
    fn saturating_signed(
        &self,
        adds: bool,
        int: Int,
        left: &Value,
        right: &Value,
    ) -> (String, Binding) {
        let (op, back) = match adds {
            true => (BinaryOp::Add, "-"),
            false => (BinaryOp::Sub, "+"),
        };
        let result = self.binary(op, &Ty::Int(int), left, right).0;
        let a = self.tight(left, Binding::Sum);
        let b = self.tight(right, Binding::Product);
        let (min, max) = (literal(int.min(), int), literal(int.max(), int));
        let down = format!("{a} < {min} {back} {b} ? {min} : {result}");
        let up = format!("{a} > {max} {back} {b} ? {max} : {result}");
        let (negative, positive) = if adds { (down, up) } else { (up, down) };
        let text = match right {
            Value::Int(by, _) if *by < 0 => negative,
            Value::Int(..) => positive,
            _ => format!("{b} < 0 ? ({negative}) : ({positive})"),
        };
        (text, Binding::Loose)
    }

    fn api_call(&self, instance: Option<usize>, api: &Api, args: &[Value]) -> String {
        let container = match args.first() {
            Some(Value::State(Part::Sched, _, field)) => self.item.sched.get(*field),
            _ => None,
        };
        let form = api.form(container.map_or(&Ty::Unit, |info| &info.ty));
        let mut text = form.to_owned();
        for (at, arg) in args.iter().enumerate() {
            // Operators in a form stand between atoms; arguments of a call need no parentheses.
            let arg = if form.starts_with("flux_") {
                self.text(arg)
            } else {
                self.atom(arg)
            };
            text = text.replace(&format!("{{{at}}}"), &arg);
        }
        if let Some(info) = container {
            let place = links::of(self.item, info);
            text = text
                .replace("{link}", &place.link)
                .replace("{key}", &place.key);
        }
        let instance = instance
            .and_then(|id| self.plan.var(id))
            .map(|var| var.name.as_str());
        let above = match self.item.kind {
            Kind::Thread => "",
            Kind::Cpu => "_above",
        };
        text.replace("{self}", instance.unwrap_or_default())
            .replace("{above}", above)
            .replace("{ctx}", "ctx")
    }

    fn helper_call(
        &self,
        instance: Option<usize>,
        at: usize,
        args: &[Value],
        out: Option<usize>,
    ) -> String {
        let var = |id: usize| {
            self.plan
                .var(id)
                .map(|var| var.name.clone())
                .unwrap_or_default()
        };
        let mut all: Vec<String> = instance.into_iter().map(var).collect();
        all.extend(args.iter().map(|arg| self.text(arg)));
        all.extend(out.map(|id| format!("&{}", var(id))));
        let Some(helper) = self.item.plan(at) else {
            return String::new();
        };
        if helper.needs_ctx {
            all.push("ctx".to_owned());
        }
        format!(
            "{}({})",
            names::function(self.item, &helper.name),
            all.join(", ")
        )
    }
}
