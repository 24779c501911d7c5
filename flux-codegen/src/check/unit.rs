//! One module with its names and types resolved: what the checks of the ops look things up in.

mod consts;
mod containers;
mod fields;
mod foreign;
mod kinds;
mod names;

pub(crate) use consts::{evaluate, evaluate_or, int_constant, nanos_factor};
pub(crate) use foreign::function_instead;

use super::ops::Op;
use super::ty::Ty;
use crate::diag::{Diagnostics, Problem};
use crate::syntax::ast::{Type, TypeKind};
use crate::syntax::model::{Docs, Function, Kind, Part, Subsched};
use proc_macro2::{Ident, Span};

/// A subscheduler type with everything resolved but the insides of its functions.
#[derive(Clone, Debug)]
pub(crate) struct Unit<'a> {
    pub(crate) syntax: &'a Subsched,
    pub(crate) kind: Kind,
    pub(crate) sched: Vec<FieldInfo>,
    pub(crate) thread: Vec<FieldInfo>,
    pub(crate) cpu: Vec<FieldInfo>,
    pub(crate) enums: Vec<EnumInfo>,
    pub(crate) structs: Vec<StructInfo>,
    pub(crate) consts: Vec<ConstInfo>,
    pub(crate) tunables: Vec<ConstInfo>,
    /// How many children an instance may have: elements of what is kept for each.
    pub(crate) child_slots: u64,
    /// Constants whose values are known.
    known: consts::Known,
    /// Helpers first, then ops: an index into it names a function.
    pub(crate) functions: Vec<Signature<'a>>,
}

/// A field of a state struct.
#[derive(Clone, Debug)]
pub struct FieldInfo {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) access: Access,
    pub(crate) docs: Docs,
    pub(crate) span: Span,
}

/// How a field is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// `.get()` and `.set(…)`.
    Shared,
    /// Through the guard.
    Locked,
    /// A child; fixed by the hierarchy.
    Role { claims_idle: bool },
    /// Another instance that threads may be sent to; fixed by the hierarchy.
    Peer,
    /// The place of a thread on a list; lists use it.
    Link,
}

/// An enum without data.
#[derive(Clone, Debug)]
pub struct EnumInfo {
    pub(crate) name: String,
    pub(crate) repr: super::ty::Int,
    pub(crate) variants: Vec<(String, i128)>,
    pub(crate) docs: Docs,
}

/// A struct that is used by value.
#[derive(Clone, Debug)]
pub struct StructInfo {
    pub(crate) name: String,
    pub(crate) fields: Vec<(String, Ty)>,
    pub(crate) docs: Docs,
}

/// A constant or a tunable with its value.
#[derive(Clone, Debug)]
pub struct ConstInfo {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) value: i128,
    pub(crate) docs: Docs,
    pub(crate) line: usize,
}

/// A function's head.
#[derive(Clone, Debug)]
pub(crate) struct Signature<'a> {
    pub(crate) syntax: &'a Function,
    /// The op that it is; none for a helper.
    pub(crate) op: Option<Op>,
    pub(crate) params: Vec<Ty>,
    pub(crate) ret: Ty,
}

impl<'a> Unit<'a> {
    /// Resolves a module, or as much of it as can be, and says what is wrong with it.
    pub(crate) fn new(syntax: &'a Subsched, out: &mut Diagnostics) -> Unit<'a> {
        let mut unit = Unit {
            syntax,
            kind: syntax
                .policies
                .first()
                .map_or(Kind::Thread, |policy| policy.kind),
            sched: Vec::new(),
            thread: Vec::new(),
            cpu: Vec::new(),
            enums: Vec::new(),
            structs: Vec::new(),
            consts: Vec::new(),
            tunables: Vec::new(),
            child_slots: 0,
            known: consts::Known::default(),
            functions: Vec::new(),
        };
        names::check(syntax, out);
        // Enums and structs first: fields, constants and functions speak of them.
        unit.declare_types();
        unit.child_slots = fields::child_slots(&unit);
        consts::resolve(&mut unit, out);
        fields::resolve(&mut unit, out);
        kinds::resolve(&mut unit, out);
        unit
    }

    fn declare_types(&mut self) {
        for item in &self.syntax.enums {
            self.enums.push(EnumInfo {
                name: item.name.to_string(),
                repr: super::ty::Int::U32,
                variants: Vec::new(),
                docs: item.docs.clone(),
            });
        }
        for item in &self.syntax.structs {
            let (name, docs) = (item.name.to_string(), item.docs.clone());
            self.structs.push(StructInfo {
                name,
                fields: Vec::new(),
                docs,
            });
        }
    }

    /// The fields of one state struct.
    pub(crate) fn state(&self, part: Part) -> &[FieldInfo] {
        match part {
            Part::Sched => &self.sched,
            Part::Thread => &self.thread,
            Part::Cpu => &self.cpu,
        }
    }

    /// Whether instances of this type have threads.
    pub(crate) fn holds_threads(&self) -> bool {
        self.syntax.state(Part::Thread).is_some()
    }

    pub(crate) fn error(&self, out: &mut Diagnostics, span: Span, problem: &Problem) {
        out.add(problem, span, &self.syntax.file);
    }

    /// The type that was written, or [`Ty::Error`] after a report.
    pub(crate) fn resolve_type(&self, ty: &Type, out: &mut Diagnostics) -> Ty {
        match &ty.kind {
            TypeKind::Unit => Ty::Unit,
            TypeKind::Invalid | TypeKind::Infer | TypeKind::Number(_) => Ty::Error,
            TypeKind::Ref(inner) => match self.resolve_type(inner, out) {
                // Without a `&` a handle is reported below, so here it is taken for granted.
                handle @ (Ty::Sched
                | Ty::Thread
                | Ty::Cpu
                | Ty::Child
                | Ty::Peer
                | Ty::Children(_)
                | Ty::Request) => handle,
                Ty::Error => Ty::Error,
                other => {
                    let problem = Problem::RefToValue {
                        ty: self.type_text(&other),
                    };
                    self.error(out, ty.span, &problem);
                    Ty::Error
                }
            },
            TypeKind::Array(element, len) => {
                let element = self.resolve_type(element, out);
                let at = len.span;
                let len = evaluate(self, len, &Ty::Int(super::ty::Int::USIZE), out);
                if len == Some(0) {
                    self.error(out, at, &Problem::ArrayEmpty);
                    return Ty::Error;
                }
                match len.and_then(|len| u64::try_from(len).ok()) {
                    Some(len) => Ty::Array(Box::new(element), len),
                    None => Ty::Error,
                }
            }
            TypeKind::Named(name, arguments) => self.named_type(name, arguments, out),
        }
    }

    fn named_type(&self, name: &Ident, arguments: &[Type], out: &mut Diagnostics) -> Ty {
        let text = name.to_string();
        if let Some(int) = super::ty::Int::from_name(&text) {
            return Ty::Int(int);
        }
        if let Some(at) = self.enums.iter().position(|item| item.name == text) {
            return Ty::Enum(at);
        }
        if let Some(at) = self.structs.iter().position(|item| item.name == text) {
            return Ty::Struct(at);
        }
        match text.as_str() {
            "bool" => Ty::Bool,
            "Nanos" => Ty::Nanos,
            "Sched" => Ty::Sched,
            "Thread" => Ty::Thread,
            "Cpu" => Ty::Cpu,
            "Child" => Ty::Child,
            "Peer" => Ty::Peer,
            "Children" => fields::children_type(self, name, arguments, out),
            "Request" => Ty::Request,
            "Link" => Ty::Link,
            "Option" => match arguments.first().map(|inner| self.resolve_type(inner, out)) {
                Some(inner @ (Ty::Thread | Ty::Cpu | Ty::Child)) => Ty::Option(Box::new(inner)),
                Some(Ty::Error) => Ty::Error,
                _ => {
                    self.error(out, name.span(), &Problem::OptionOfValue);
                    Ty::Error
                }
            },
            _ => {
                let problem = self.why_no_type(text);
                self.error(out, name.span(), &problem);
                Ty::Error
            }
        }
    }

    /// What to say about a name that is no type of the language.
    fn why_no_type(&self, name: String) -> Problem {
        if name == "Guard" {
            return Problem::GuardMoved;
        }
        let state = [Part::Sched, Part::Thread, Part::Cpu]
            .into_iter()
            .find(|part| {
                let is_self = name == "Self" && *part == Part::Sched;
                is_self
                    || self
                        .syntax
                        .state(*part)
                        .is_some_and(|state| state.name == name)
            });
        if let Some(part) = state {
            let handle = match part {
                Part::Sched => "&Sched<Self>",
                Part::Thread => "&Thread<Self>",
                Part::Cpu => "&Cpu<Self>",
            };
            return Problem::StateWithoutHandle { name, handle };
        }
        match foreign::instead(&name) {
            Some((construct, instead)) => Problem::Construct {
                construct,
                instead: instead.into(),
            },
            None => Problem::TypeUnknown { name },
        }
    }

    /// A type in words, with the names of this module's enums and structs.
    pub(crate) fn type_text(&self, ty: &Ty) -> String {
        match ty {
            Ty::Enum(at) => self
                .enums
                .get(*at)
                .map_or_else(String::new, |item| item.name.clone()),
            Ty::Struct(at) => self
                .structs
                .get(*at)
                .map_or_else(String::new, |s| s.name.clone()),
            Ty::Array(element, len) => format!("[{}; {len}]", self.type_text(element)),
            Ty::PerChild(inner, _) => format!("PerChild<{}>", self.type_text(inner)),
            other => other.to_string(),
        }
    }

    /// Bytes in C, padding left out. Lengths of arrays are the user's: nothing here overflows.
    pub(crate) fn size(&self, ty: &Ty) -> u64 {
        match ty {
            Ty::Bool => 1,
            Ty::Int(int) => u64::from(int.bits / 8),
            Ty::Child | Ty::Peer => 4,
            Ty::Children(_) => 4 + 4 * fields::MAX_CHILDREN,
            Ty::PerChild(inner, len) => self.size(inner).saturating_mul(*len),
            // A bit for each CPU that the generic parts can name.
            Ty::CpuSet => 64,
            Ty::Enum(at) => self
                .enums
                .get(*at)
                .map_or(4, |item| u64::from(item.repr.bits / 8)),
            Ty::Struct(at) => match self.structs.get(*at) {
                Some(item) => sum(item.fields.iter().map(|(_, ty)| self.size(ty))),
                None => 0,
            },
            Ty::Array(element, len) => self.size(element).saturating_mul(*len),
            Ty::Unit | Ty::Never | Ty::Error => 0,
            // struct avl_tree and struct avl_node.
            Ty::Tree(_) => 24,
            Ty::Node(_) => 32,
            // Nanoseconds, pointers, lists and links.
            _ => 8,
        }
    }
}

/// A sum of sizes.
pub(crate) fn sum(sizes: impl Iterator<Item = u64>) -> u64 {
    sizes.fold(0, u64::saturating_add)
}
