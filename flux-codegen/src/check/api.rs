//! The table of everything that ops may call, and from where.
//!
//! One line per call: its Rust name, its types, its C form, the ops it may be called from, and
//! whether it may be called under the lock. Nothing else in the generator knows a call by name.
//!
//! In the C form `{0}`, `{1}` … are receiver and arguments, `{self}` the instance and `{ctx}` the
//! context that every op gets.

use super::ops::{Op, Ops};
use super::ty::{Int, Ty};
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
    Request,
    List,
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
    MaybeThread,
    MaybeCpu,
}

impl Arg {
    pub(crate) fn ty(self) -> Ty {
        match self {
            Arg::Unit => Ty::Unit,
            Arg::Bool => Ty::Bool,
            Arg::U32 => Ty::Int(Int::U32),
            Arg::I32 => Ty::Int(Int::I32),
            Arg::Nanos => Ty::Nanos,
            Arg::Thread => Ty::Thread,
            Arg::Cpu => Ty::Cpu,
            Arg::Child => Ty::Child,
            Arg::MaybeThread => Ty::Option(Box::new(Ty::Thread)),
            Arg::MaybeCpu => Ty::Option(Box::new(Ty::Cpu)),
        }
    }
}

impl Api {
    /// Whether the C form needs `what`: `{self}` or `{ctx}`.
    pub(crate) fn needs(&self, what: &str) -> bool {
        self.c.contains(what)
    }

    /// As a user writes it: `cpu.run_thread`.
    pub(crate) fn words(&self) -> String {
        let receiver = match self.receiver {
            Receiver::Sched => "sched.",
            Receiver::Thread => "thread.",
            Receiver::Cpu => "cpu.",
            Receiver::Child => "child.",
            Receiver::Request => "request.",
            Receiver::List => "list.",
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
            ops: (api.ops != Ops::ALL).then(|| names.collect()),
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

/// A read that may be made anywhere, also under the lock.
const fn fact(receiver: Receiver, name: &'static str, ret: Arg, c: &'static str) -> Api {
    Api {
        receiver,
        name,
        params: &[],
        ret,
        c,
        ops: Ops::ALL,
        under_lock: true,
        acts: false,
    }
}

/// A decision: changes something, not under the lock, only in `ops`.
const fn act(
    receiver: Receiver,
    name: &'static str,
    params: &'static [Arg],
    ret: Arg,
    c: &'static str,
    ops: Ops,
) -> Api {
    Api {
        receiver,
        name,
        params,
        ret,
        c,
        ops,
        under_lock: false,
        acts: true,
    }
}

/// A list method: under the guard by construction.
const fn list(name: &'static str, params: &'static [Arg], ret: Arg, c: &'static str) -> Api {
    Api {
        receiver: Receiver::List,
        name,
        params,
        ret,
        c,
        ops: Ops::ALL,
        under_lock: true,
        acts: true,
    }
}

pub(super) static TABLE: &[Api] = &[
    act(
        Receiver::Sched,
        "request_cpus",
        &[Arg::U32],
        Arg::Unit,
        "flux_request_cpus({0}, {1}, {ctx})",
        Ops::REQUESTING,
    ),
    fact(Receiver::Sched, "nr_cpus", Arg::U32, "flux_nr_cpus({0})"),
    fact(
        Receiver::Sched,
        "nr_cpus_needed",
        Arg::U32,
        "flux_nr_cpus_needed({0})",
    ),
    fact(Receiver::Sched, "id", Arg::U32, "{0}->f.id"),
    fact(Receiver::Thread, "pid", Arg::U32, "flux_thread_pid({0})"),
    fact(Receiver::Thread, "tgid", Arg::U32, "flux_thread_tgid({0})"),
    fact(Receiver::Thread, "nice", Arg::I32, "flux_thread_nice({0})"),
    fact(
        Receiver::Thread,
        "weight",
        Arg::U32,
        "flux_thread_weight({0})",
    ),
    Api {
        under_lock: false,
        ..fact(
            Receiver::Thread,
            "cpu_time",
            Arg::Nanos,
            "flux_thread_cpu_time({0})",
        )
    },
    fact(
        Receiver::Thread,
        "is_kernel_thread",
        Arg::Bool,
        "flux_thread_is_kernel_thread({0})",
    ),
    Api {
        params: &[Arg::Cpu],
        ..fact(
            Receiver::Thread,
            "may_run_on",
            Arg::Bool,
            "flux_thread_may_run_on({0}, {1})",
        )
    },
    fact(Receiver::Cpu, "id", Arg::U32, "flux_cpu_id({0})"),
    act(
        Receiver::Cpu,
        "run_thread",
        &[Arg::Thread, Arg::Nanos],
        Arg::Unit,
        "flux_run_thread({self}, {0}, {1}, {2}, {ctx})",
        Ops::PICK_THREAD,
    ),
    act(
        Receiver::Cpu,
        "run_current",
        &[Arg::Nanos],
        Arg::Unit,
        "flux_run_current({self}, {0}, {1}, {ctx})",
        Ops::PICK_THREAD,
    ),
    Api {
        ops: Ops::PICK_THREAD,
        ..fact(
            Receiver::Cpu,
            "current",
            Arg::MaybeThread,
            "flux_current({self}, {ctx})",
        )
    },
    act(
        Receiver::Cpu,
        "run_idle",
        &[],
        Arg::Unit,
        "flux_run_idle({self}, {0}, {ctx})",
        Ops::PICK,
    ),
    act(
        Receiver::Cpu,
        "yield_to_parent",
        &[],
        Arg::Unit,
        "flux_yield_to_parent({self}, {0}, {ctx})",
        Ops::PICK,
    ),
    act(
        Receiver::Cpu,
        "restart_pick",
        &[],
        Arg::Unit,
        "flux_restart_pick({self}, {0}, {ctx})",
        Ops::PICK,
    ),
    act(
        Receiver::Cpu,
        "grant",
        &[Arg::Child],
        Arg::Unit,
        "flux_grant({self}, {0}, {1}, {ctx})",
        Ops::PICK_CPU,
    ),
    act(
        Receiver::Cpu,
        "preempt",
        &[],
        Arg::Unit,
        "flux_preempt_cpu({self}, {0}, {ctx})",
        Ops::PREEMPTING,
    ),
    Api {
        params: &[Arg::Cpu],
        ..fact(
            Receiver::Child,
            "wants_cpu",
            Arg::Bool,
            "flux_child_wants_cpu({0}, {1})",
        )
    },
    fact(
        Receiver::Child,
        "nr_cpus",
        Arg::U32,
        "flux_child_nr_cpus({0})",
    ),
    fact(
        Receiver::Child,
        "nr_cpus_needed",
        Arg::U32,
        "flux_child_nr_cpus_needed({0})",
    ),
    Api {
        params: &[Arg::Child],
        ..fact(Receiver::Child, "is", Arg::Bool, "({0} == {1})")
    },
    fact(
        Receiver::Request,
        "nr_cpus",
        Arg::U32,
        "flux_request_nr_cpus({0})",
    ),
    act(
        Receiver::Request,
        "claim_idle_cpu",
        &[],
        Arg::MaybeCpu,
        "flux_claim_idle_cpu({0}, {ctx})",
        Ops::REQUEST_FOR_CPUS,
    ),
    list(
        "push_back",
        &[Arg::Thread],
        Arg::Unit,
        "flux_list_push_back(&{0}, {1}, {link})",
    ),
    list(
        "push_front",
        &[Arg::Thread],
        Arg::Unit,
        "flux_list_push_front(&{0}, {1}, {link})",
    ),
    list(
        "pop_front",
        &[],
        Arg::MaybeThread,
        "flux_list_pop_front(&{0}, {link})",
    ),
    list(
        "pop_back",
        &[],
        Arg::MaybeThread,
        "flux_list_pop_back(&{0}, {link})",
    ),
    list(
        "remove",
        &[Arg::Thread],
        Arg::Unit,
        "flux_list_remove(&{0}, {1}, {link})",
    ),
    Api {
        acts: false,
        ..list("front", &[], Arg::MaybeThread, "flux_list_front(&{0})")
    },
    Api {
        acts: false,
        ..list("is_empty", &[], Arg::Bool, "flux_list_is_empty(&{0})")
    },
    Api {
        acts: false,
        ..list(
            "contains",
            &[Arg::Thread],
            Arg::Bool,
            "flux_list_contains(&{0}, {1}, {link})",
        )
    },
    Api {
        under_lock: false,
        acts: false,
        ..fact(Receiver::None, "now", Arg::Nanos, "flux_now()")
    },
];
