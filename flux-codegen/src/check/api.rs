//! The table of everything that ops may call, and from where.
//!
//! One line per call: its Rust name, its types, its C form, the ops it may be called from, and
//! whether it may be called under the lock. Nothing else in the generator knows a call by name.
//!
//! In the C form `{0}`, `{1}` … are receiver and arguments, `{self}` the instance and `{ctx}` the
//! context that every op gets. `{above}` tells the calls of CPU schedulers from those of thread
//! schedulers where they are two functions.

mod table;

pub(super) use table::TABLE;

use super::ops::{Op, Ops};
use super::ty::{Element, Int, Ty};
use crate::syntax::model::Kind;

/// A call.
#[derive(Debug)]
pub struct Api {
    /// What it is called on.
    pub receiver: Receiver,
    /// Its name.
    pub name: &'static str,
    /// The types of its arguments.
    pub params: &'static [Arg],
    /// The type of its value.
    pub ret: Arg,
    /// Its form in C.
    pub c: &'static str,
    /// Its form in C on a list of CPUs; empty if it is not called on one.
    pub c_of_cpus: &'static str,
    /// What ends the scheduler if the C form says false; such a call has no value.
    pub misuse: Option<&'static str>,
    /// The ops it may be called from, by itself or through helpers.
    pub ops: Ops,
    /// Whether it may be called while the lock is held.
    pub under_lock: bool,
    /// Whether it changes something, so that it must run exactly once and in its place.
    pub acts: bool,
}

/// What a call is made on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the API's types")]
pub enum Receiver {
    Sched,
    Thread,
    Cpu,
    Child,
    Children,
    Request,
    CpuSet,
    List,
    Tree,
    /// A free function.
    None,
}

/// A type in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the API's types")]
pub enum Arg {
    Unit,
    Bool,
    U32,
    I32,
    Nanos,
    Thread,
    Cpu,
    Child,
    Peer,
    MaybeThread,
    MaybeCpu,
    /// What the list or tree consists of.
    Element,
    MaybeElement,
    MaybeChild,
}

impl Arg {
    /// The type, in a call on something of type `receiver`.
    pub(crate) fn ty(self, receiver: &Ty) -> Ty {
        let element = || receiver.element().map_or(Ty::Error, Element::ty);
        match self {
            Arg::Element => element(),
            Arg::MaybeElement => Ty::Option(Box::new(element())),
            Arg::Unit => Ty::Unit,
            Arg::Bool => Ty::Bool,
            Arg::U32 => Ty::Int(Int::U32),
            Arg::I32 => Ty::Int(Int::I32),
            Arg::Nanos => Ty::Nanos,
            Arg::Thread => Ty::Thread,
            Arg::Cpu => Ty::Cpu,
            Arg::Child => Ty::Child,
            Arg::Peer => Ty::Peer,
            Arg::MaybeThread => Ty::Option(Box::new(Ty::Thread)),
            Arg::MaybeCpu => Ty::Option(Box::new(Ty::Cpu)),
            Arg::MaybeChild => Ty::Option(Box::new(Ty::Child)),
        }
    }
}

impl Api {
    /// The C form of a call on something of type `receiver`.
    pub(crate) fn form(&self, receiver: &Ty) -> &'static str {
        match receiver.element() {
            Some(Element::Cpu) => self.c_of_cpus,
            _ => self.c,
        }
    }

    /// As a user writes it: `cpu.run_thread`.
    pub(crate) fn words(&self) -> String {
        let receiver = match self.receiver {
            Receiver::Sched => "sched.",
            Receiver::Thread => "thread.",
            Receiver::Cpu => "cpu.",
            Receiver::Child => "child.",
            Receiver::Children => "children.",
            Receiver::Request => "request.",
            Receiver::CpuSet => "TUNABLE.",
            Receiver::List => "list.",
            Receiver::Tree => "tree.",
            Receiver::None => "",
        };
        format!("{receiver}{}", self.name)
    }
}

/// A line of the table, for whoever writes or checks documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documented {
    /// What it is called on: `Sched`, `Thread`, …; `None` for a free function.
    pub receiver: Receiver,
    /// Its name.
    pub name: &'static str,
    /// The ops of either kind that it may be called from, in the order of the ops; `None` if it
    /// may be called from all.
    pub ops: Option<Vec<&'static str>>,
    /// Whether it may be called while the lock is held.
    pub under_lock: bool,
}

/// Everything that ops may call, with the ops that may call it.
///
/// ```
/// let grant = flux_codegen::api_table().find(|call| call.name == "grant");
/// assert_eq!(grant.and_then(|grant| grant.ops), Some(vec!["pick_next_task"]));
/// ```
pub fn api_table() -> impl Iterator<Item = Documented> {
    TABLE.iter().map(|api| {
        let kinds = [Kind::Thread, Kind::Cpu];
        let may = |op: &Op| {
            kinds
                .iter()
                .any(|kind| op.belongs_to(*kind) && api.ops.has(*op, *kind))
        };
        let names = Op::ALL.into_iter().filter(may).map(Op::name);
        Documented {
            receiver: api.receiver,
            name: api.name,
            ops: (api.ops != Ops::ALL && api.ops != Ops::CPU_SCHEDULERS).then(|| names.collect()),
            under_lock: api.under_lock,
        }
    })
}

/// Finds a call by receiver and name.
pub(crate) fn find(receiver: Receiver, name: &str) -> Option<&'static Api> {
    TABLE
        .iter()
        .find(|api| api.receiver == receiver && api.name == name)
}

/// The names that a receiver has.
pub(crate) fn names(receiver: Receiver) -> impl Iterator<Item = &'static str> {
    TABLE
        .iter()
        .filter(move |api| api.receiver == receiver)
        .map(|api| api.name)
}
