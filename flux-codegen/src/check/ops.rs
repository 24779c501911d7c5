//! The ops of both kinds: names, parameters, and sets of them.

use super::ty::Ty;
use crate::syntax::model::Kind;

/// One op. The order is that of the switch tables in the generated C.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "documented in the runtime's traits")]
pub enum Op {
    PickNextTask,
    RequestForCpus,
    CpuAllocated,
    CpuReturned,
    CpuPreempted,
    CpuPreemptionCompleted,
    CpuTicked,
    ThreadNew,
    ThreadRunnable,
    ThreadWakeup,
    ThreadPreempted,
    ThreadYielded,
    ThreadOnCpu,
    ThreadBlocked,
    ThreadAffinityChanged,
    ThreadPrioChanged,
    ThreadDeparted,
    ThreadDead,
    DirectSlice,
}

impl Op {
    /// All of them.
    pub(crate) const ALL: [Op; 19] = [
        Op::PickNextTask,
        Op::RequestForCpus,
        Op::CpuAllocated,
        Op::CpuReturned,
        Op::CpuPreempted,
        Op::CpuPreemptionCompleted,
        Op::CpuTicked,
        Op::ThreadNew,
        Op::ThreadRunnable,
        Op::ThreadWakeup,
        Op::ThreadPreempted,
        Op::ThreadYielded,
        Op::ThreadOnCpu,
        Op::ThreadBlocked,
        Op::ThreadAffinityChanged,
        Op::ThreadPrioChanged,
        Op::ThreadDeparted,
        Op::ThreadDead,
        Op::DirectSlice,
    ];

    /// The Rust name, which is also part of the C names.
    pub fn name(self) -> &'static str {
        match self {
            Op::PickNextTask => "pick_next_task",
            Op::RequestForCpus => "request_for_cpus",
            Op::CpuAllocated => "cpu_allocated",
            Op::CpuReturned => "cpu_returned",
            Op::CpuPreempted => "cpu_preempted",
            Op::CpuPreemptionCompleted => "cpu_preemption_completed",
            Op::CpuTicked => "cpu_ticked",
            Op::ThreadNew => "thread_new",
            Op::ThreadRunnable => "thread_runnable",
            Op::ThreadWakeup => "thread_wakeup",
            Op::ThreadPreempted => "thread_preempted",
            Op::ThreadYielded => "thread_yielded",
            Op::ThreadOnCpu => "thread_on_cpu",
            Op::ThreadBlocked => "thread_blocked",
            Op::ThreadAffinityChanged => "thread_affinity_changed",
            Op::ThreadPrioChanged => "thread_prio_changed",
            Op::ThreadDeparted => "thread_departed",
            Op::ThreadDead => "thread_dead",
            Op::DirectSlice => "direct_slice",
        }
    }

    /// The op of that name.
    pub(crate) fn from_name(name: &str) -> Option<Op> {
        Op::ALL.into_iter().find(|op| op.name() == name)
    }

    /// Whether schedulers of that kind have it.
    pub(crate) fn belongs_to(self, kind: Kind) -> bool {
        match self {
            Op::PickNextTask | Op::CpuAllocated | Op::CpuPreempted | Op::CpuTicked => true,
            Op::RequestForCpus | Op::CpuReturned | Op::CpuPreemptionCompleted => kind == Kind::Cpu,
            _ => kind == Kind::Thread,
        }
    }

    /// Whether it is about a thread, so that the module needs a `#[thread]` struct.
    pub(crate) fn is_about_threads(self) -> bool {
        self >= Op::ThreadNew
    }

    /// Its parameters' types, the instance first.
    pub(crate) fn params(self, kind: Kind) -> Vec<Ty> {
        let rest: &[Ty] = match self {
            Op::PickNextTask | Op::CpuAllocated | Op::CpuPreempted => &[Ty::Cpu],
            Op::CpuPreemptionCompleted => &[Ty::Cpu],
            Op::RequestForCpus => &[Ty::Child, Ty::Request],
            Op::CpuReturned => &[Ty::Child, Ty::Cpu],
            Op::CpuTicked if kind == Kind::Thread => &[Ty::Cpu, Ty::Thread],
            Op::CpuTicked => &[Ty::Cpu],
            Op::ThreadOnCpu => &[Ty::Thread, Ty::Cpu],
            _ => &[Ty::Thread],
        };
        std::iter::once(Ty::Sched)
            .chain(rest.iter().cloned())
            .collect()
    }

    /// What it returns.
    pub(crate) fn ret(self) -> Ty {
        if self == Op::DirectSlice {
            Ty::Nanos
        } else {
            Ty::Unit
        }
    }
}

/// A set of ops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ops(u32);

/// Ops in which a scheduler of one kind only may call something.
const THREAD_KIND: u32 = 1 << 30;
const CPU_KIND: u32 = 1 << 31;
const BOTH_KINDS: u32 = THREAD_KIND | CPU_KIND;

const fn set(ops: &[Op], kinds: u32) -> Ops {
    let mut bits = kinds;
    let mut at = 0;
    while at < ops.len() {
        bits |= 1 << ops[at] as u32;
        at += 1;
    }
    Ops(bits)
}

impl Ops {
    pub(crate) const ALL: Ops = Ops(u32::MAX);
    /// Every op of a CPU scheduler.
    pub(crate) const CPU_SCHEDULERS: Ops = Ops(!THREAD_KIND);
    pub(crate) const PICK: Ops = set(&[Op::PickNextTask], BOTH_KINDS);
    pub(crate) const PICK_THREAD: Ops = set(&[Op::PickNextTask], THREAD_KIND);
    pub(crate) const PICK_CPU: Ops = set(&[Op::PickNextTask], CPU_KIND);
    pub(crate) const REQUEST_FOR_CPUS: Ops = set(&[Op::RequestForCpus], CPU_KIND);
    /// Where a scheduler may ask for CPUs: whenever work arrived or a CPU moved, not while picking
    /// (a pick that wants more would ask itself) nor where threads only pass through.
    pub(crate) const REQUESTING: Ops = set(
        &[
            Op::RequestForCpus,
            Op::CpuAllocated,
            Op::CpuReturned,
            Op::CpuPreempted,
            Op::CpuPreemptionCompleted,
            Op::CpuTicked,
            Op::ThreadRunnable,
            Op::ThreadWakeup,
            Op::ThreadPreempted,
            Op::ThreadYielded,
        ],
        BOTH_KINDS,
    );
    /// Where a thread may be sent to another instance: where its run queue's lock is held, so that
    /// nobody else does it at the same time.
    pub(crate) const JOINING: Ops = set(
        &[
            Op::CpuTicked,
            Op::ThreadNew,
            Op::ThreadOnCpu,
            Op::ThreadBlocked,
            Op::ThreadRunnable,
            Op::ThreadWakeup,
            Op::ThreadYielded,
            Op::ThreadPreempted,
            Op::ThreadAffinityChanged,
            Op::ThreadPrioChanged,
        ],
        THREAD_KIND,
    );
    /// Where a CPU may be taken back.
    pub(crate) const PREEMPTING: Ops = set(
        &[
            Op::RequestForCpus,
            Op::CpuTicked,
            Op::ThreadRunnable,
            Op::ThreadWakeup,
            Op::ThreadPreempted,
            Op::ThreadYielded,
        ],
        BOTH_KINDS,
    );

    /// Whether a scheduler of `kind` may make the call in `op`.
    pub(crate) fn has(self, op: Op, kind: Kind) -> bool {
        let kind_bit = if kind == Kind::Thread {
            THREAD_KIND
        } else {
            CPU_KIND
        };
        self.0 & (1 << op as u32) != 0 && self.0 & kind_bit != 0
    }

    /// The names of the ops of `kind` in the set, for messages.
    pub(crate) fn names(self, kind: Kind) -> String {
        let ops = Op::ALL
            .into_iter()
            .filter(|op| op.belongs_to(kind) && self.has(*op, kind));
        let names: Vec<String> = ops.map(|op| format!("`{}`", op.name())).collect();
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_op_is_found_by_its_name() {
        for op in Op::ALL {
            assert_eq!(Op::from_name(op.name()), Some(op));
        }
    }

    #[test]
    fn sets_tell_the_kinds_apart() {
        assert!(Ops::PICK_THREAD.has(Op::PickNextTask, Kind::Thread));
        assert!(!Ops::PICK_THREAD.has(Op::PickNextTask, Kind::Cpu));
        assert!(!Ops::PICK.has(Op::CpuTicked, Kind::Cpu));
    }
}
