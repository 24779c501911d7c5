//! C expressions. Operators have Rust's meaning: arithmetic wraps, shifts mask, nothing that C
//! leaves undefined is written.

mod arithmetic;

use super::links;
use super::literal::{constant, literal};
use super::names;
use crate::check::api::{Api, Arg};
use crate::check::member_name;
use crate::check::model::CheckedType;
use crate::check::steps::{Plan, Value};
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
