//! The table: a line for each call, in the order of the documentation.

use super::super::ops::Ops;
use super::{Api, Arg, Receiver};

/// A read that may be made anywhere, also under the lock.
const fn fact(receiver: Receiver, name: &'static str, ret: Arg, c: &'static str) -> Api {
    Api {
        receiver,
        name,
        params: &[],
        ret,
        c,
        c_of_cpus: "",
        misuse: None,
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
        c_of_cpus: "",
        misuse: None,
        ops,
        under_lock: false,
        acts: true,
    }
}

/// A list's method: under the guard by construction.
const fn list(
    name: &'static str,
    params: &'static [Arg],
    ret: Arg,
    c: &'static str,
    c_of_cpus: &'static str,
) -> Api {
    Api {
        receiver: Receiver::List,
        name,
        params,
        ret,
        c,
        c_of_cpus,
        misuse: None,
        ops: Ops::ALL,
        under_lock: true,
        acts: true,
    }
}

/// The same of a tree.
const fn tree(name: &'static str, params: &'static [Arg], ret: Arg, c: &'static str) -> Api {
    Api {
        receiver: Receiver::Tree,
        ..list(name, params, ret, c, "")
    }
}

/// A method that only looks.
const fn look(api: Api) -> Api {
    Api { acts: false, ..api }
}

/// A method that ends the scheduler if it is called wrongly.
const fn checked(api: Api, misuse: &'static str) -> Api {
    Api {
        misuse: Some(misuse),
        ..api
    }
}

const ON_IT: &str = "is on `{field}` already; ask `contains()` first, or `remove()` it";
const NOT_ON_IT: &str = "is not on `{field}`; ask `contains()` first";

pub(in crate::check) static TABLE: &[Api] = &[
    act(
        Receiver::Sched,
        "request_cpus",
        &[Arg::U32],
        Arg::Unit,
        "flux_request_cpus{above}({0}, {1}, {ctx})",
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
    fact(Receiver::Sched, "is_root", Arg::Bool, "flux_is_root({0})"),
    Api {
        params: &[Arg::Cpu],
        ..fact(Receiver::Sched, "holds", Arg::Bool, "flux_holds({0}, {1})")
    },
    Api {
        params: &[Arg::Cpu],
        under_lock: false,
        ..fact(
            Receiver::Sched,
            "place_of",
            Arg::U32,
            "flux_place_of({0}, {1})",
        )
    },
    Api {
        params: &[Arg::U32],
        ..fact(
            Receiver::Sched,
            "cpu",
            Arg::MaybeCpu,
            "flux_cpu_numbered({1})",
        )
    },
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
            "hierarchical_weight",
            Arg::U32,
            "flux_thread_hierarchical_weight({0})",
        )
    },
    Api {
        under_lock: false,
        ..fact(
            Receiver::Thread,
            "cpu_time",
            Arg::Nanos,
            "flux_thread_cpu_time({0})",
        )
    },
    Api {
        under_lock: false,
        ..fact(
            Receiver::Thread,
            "hint",
            Arg::Nanos,
            "flux_thread_hint({0})",
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
    act(
        Receiver::Thread,
        "join_scheduler",
        &[Arg::Peer],
        Arg::Unit,
        "flux_join_scheduler({self}, {0}, {1})",
        Ops::JOINING,
    ),
    fact(Receiver::Cpu, "id", Arg::U32, "flux_cpu_id({0})"),
    fact(Receiver::Cpu, "core", Arg::U32, "flux_cpu_core({0})"),
    fact(Receiver::Cpu, "llc", Arg::U32, "flux_cpu_llc({0})"),
    fact(Receiver::Cpu, "node", Arg::U32, "flux_cpu_node({0})"),
    fact(Receiver::Cpu, "is_idle", Arg::Bool, "flux_cpu_is_idle({0})"),
    fact(
        Receiver::Cpu,
        "is_preempted",
        Arg::Bool,
        "flux_cpu_is_preempted({0})",
    ),
    Api {
        ops: Ops::CPU_SCHEDULERS,
        ..fact(
            Receiver::Cpu,
            "holder",
            Arg::MaybeChild,
            "flux_cpu_holder({self}, {0})",
        )
    },
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
        "requeue_current",
        &[Arg::Cpu],
        Arg::Unit,
        "flux_requeue_current({self}, {1}, {ctx})",
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
    fact(Receiver::Child, "index", Arg::U32, "flux_child_index({0})"),
    fact(
        Receiver::Children,
        "len",
        Arg::U32,
        "flux_children_len({0})",
    ),
    Api {
        params: &[Arg::U32],
        ..fact(
            Receiver::Children,
            "get",
            Arg::MaybeChild,
            "flux_children_get({0}, {1})",
        )
    },
    Api {
        params: &[Arg::Cpu],
        ..fact(
            Receiver::CpuSet,
            "contains",
            Arg::Bool,
            "flux_cpuset_contains({0}, {1})",
        )
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
    act(
        Receiver::Request,
        "claim",
        &[Arg::Cpu],
        Arg::Bool,
        "flux_claim_cpu({0}, {1}, {ctx})",
        Ops::REQUEST_FOR_CPUS,
    ),
    Api {
        params: &[Arg::Cpu],
        under_lock: false,
        ops: Ops::REQUEST_FOR_CPUS,
        ..fact(
            Receiver::Request,
            "may_use",
            Arg::Bool,
            "flux_request_may_use({0}, {1}, {ctx})",
        )
    },
    checked(
        list(
            "push_back",
            &[Arg::Element],
            Arg::Unit,
            "flux_list_push_back({self}, &{0}, {1}, {link})",
            "flux_cpu_list_push_back({self}, &{0}, {1}, {link})",
        ),
        ON_IT,
    ),
    checked(
        list(
            "push_front",
            &[Arg::Element],
            Arg::Unit,
            "flux_list_push_front({self}, &{0}, {1}, {link})",
            "flux_cpu_list_push_front({self}, &{0}, {1}, {link})",
        ),
        ON_IT,
    ),
    list(
        "pop_front",
        &[],
        Arg::MaybeElement,
        "flux_list_pop_front(&{0}, {link})",
        "flux_cpu_list_pop_front({self}, &{0}, {link})",
    ),
    list(
        "pop_back",
        &[],
        Arg::MaybeElement,
        "flux_list_pop_back(&{0}, {link})",
        "flux_cpu_list_pop_back({self}, &{0}, {link})",
    ),
    checked(
        list(
            "remove",
            &[Arg::Element],
            Arg::Unit,
            "flux_list_remove({self}, &{0}, {1}, {link})",
            "flux_cpu_list_remove({self}, &{0}, {1}, {link})",
        ),
        NOT_ON_IT,
    ),
    look(list(
        "front",
        &[],
        Arg::MaybeElement,
        "flux_list_front(&{0})",
        "flux_cpu_list_front(&{0})",
    )),
    look(list(
        "back",
        &[],
        Arg::MaybeElement,
        "flux_list_back(&{0})",
        "flux_cpu_list_back(&{0})",
    )),
    look(list(
        "next",
        &[Arg::Element],
        Arg::MaybeElement,
        "flux_list_next({self}, {1}, {link})",
        "flux_cpu_list_next({self}, {1}, {link})",
    )),
    look(list(
        "prev",
        &[Arg::Element],
        Arg::MaybeElement,
        "flux_list_prev({self}, {1}, {link})",
        "flux_cpu_list_prev({self}, {1}, {link})",
    )),
    look(list(
        "is_empty",
        &[],
        Arg::Bool,
        "flux_list_is_empty(&{0})",
        "flux_list_is_empty(&{0})",
    )),
    look(list(
        "contains",
        &[Arg::Element],
        Arg::Bool,
        "flux_list_contains({self}, &{0}, {1}, {link})",
        "flux_cpu_list_contains({self}, &{0}, {1}, {link})",
    )),
    checked(
        tree(
            "insert",
            &[Arg::Element],
            Arg::Unit,
            "flux_tree_insert({self}, &{0}, {1}, {link}, {key})",
        ),
        ON_IT,
    ),
    tree(
        "pop_min",
        &[],
        Arg::MaybeElement,
        "flux_tree_pop_min(&{0}, {link})",
    ),
    tree(
        "pop_max",
        &[],
        Arg::MaybeElement,
        "flux_tree_pop_max(&{0}, {link})",
    ),
    checked(
        tree(
            "remove",
            &[Arg::Element],
            Arg::Unit,
            "flux_tree_remove({self}, &{0}, {1}, {link})",
        ),
        NOT_ON_IT,
    ),
    look(tree(
        "min",
        &[],
        Arg::MaybeElement,
        "flux_tree_min(&{0}, {link})",
    )),
    look(tree(
        "max",
        &[],
        Arg::MaybeElement,
        "flux_tree_max(&{0}, {link})",
    )),
    look(tree(
        "next",
        &[Arg::Element],
        Arg::MaybeElement,
        "flux_tree_next({self}, &{0}, {1}, {link})",
    )),
    look(tree(
        "prev",
        &[Arg::Element],
        Arg::MaybeElement,
        "flux_tree_prev({self}, &{0}, {1}, {link})",
    )),
    look(tree("is_empty", &[], Arg::Bool, "flux_tree_is_empty(&{0})")),
    look(tree(
        "contains",
        &[Arg::Element],
        Arg::Bool,
        "flux_tree_contains({self}, &{0}, {1}, {link})",
    )),
    Api {
        under_lock: false,
        acts: false,
        ..fact(Receiver::None, "now", Arg::Nanos, "flux_now()")
    },
    fact(Receiver::None, "nr_cpu_ids", Arg::U32, "flux_nr_cpu_ids()"),
    fact(Receiver::None, "nr_llcs", Arg::U32, "flux_nr_llcs()"),
];
