//! The traits by which a type becomes a subscheduler, and a tree of them a
//! scheduler.
//!
//! The ops' names and contract are those of Flux. All are called by flux, in
//! the kernel, never by user code: their parameters cannot be built.

use super::{Child, Cpu, Nanos, Request, Sched, Thread, TunableInfo};

/// What every subscheduler type tells rustc about its data. Implemented by
/// `#[flux::subsched]`, not by hand.
pub trait Subscheduler: Sized + 'static {
    /// The name of the type, `Biff`.
    const NAME: &'static str;
    /// The module that it is written in, with its crate: `flux_schedulers::biff`.
    /// With it, types of the same name are told apart.
    const MODULE: &'static str;
    /// The tunables that the module declares, in their order.
    const TUNABLES: &'static [TunableInfo] = &[];
    /// The `#[locked]` fields of the `#[sched]` struct.
    type Locked: 'static;
    /// The `#[thread]` struct.
    type Thread: 'static;
    /// The `#[cpu]` struct.
    type Cpu: 'static;
}

/// A subscheduler that has threads and runs them on the CPUs it is granted.
///
/// # How threads come and go
///
/// ```text
/// thread_new → ( handed over → run_thread → thread_on_cpu → blocked | handed over )* → thread_departed | thread_dead
/// ```
///
/// *Handed over* is exactly one of [`thread_wakeup`](Self::thread_wakeup),
/// [`thread_preempted`](Self::thread_preempted),
/// [`thread_yielded`](Self::thread_yielded) or
/// [`thread_runnable`](Self::thread_runnable), each time the kernel gives a
/// thread to this scheduler to be queued. The first three default to the last,
/// so a policy that treats them alike writes one op.
///
/// A thread that is pinned to one CPU, or whose allowed CPUs this scheduler
/// does not hold, is run by flux itself: such a thread gets `thread_on_cpu`
/// without having been handed over.
///
/// # Cost and kernel
///
/// An op costs what is in it: flux finds it by a comparison of the type's number,
/// and leaves out the kernel's callback if no type of the hierarchy has the op. All
/// ops are there from Linux 6.16 on.
///
/// ```
/// #[flux::subsched]
/// pub mod fifo {
///     use flux::prelude::*;
///
///     #[sched]
///     pub struct Fifo {
///         #[locked]
///         queue: List<Thread, link>,
///     }
///     #[thread]
///     pub struct FifoThread {
///         link: Link,
///         runs: u32,
///     }
///
///     impl ThreadScheduler for Fifo {
///         fn thread_runnable(fifo: &Sched<Self>, thread: &Thread<Self>) {
///             fifo.lock().queue.push_back(thread);
///             fifo.request_cpus(1);
///         }
///         fn thread_on_cpu(_fifo: &Sched<Self>, thread: &Thread<Self>, _cpu: &Cpu<Self>) {
///             thread.runs.set(thread.runs.get() + 1);
///         }
///         fn pick_next_task(fifo: &Sched<Self>, cpu: &Cpu<Self>) {
///             let next = fifo.lock().queue.pop_front();
///             match next {
///                 Some(thread) => cpu.run_thread(thread, Nanos::from_millis(5)),
///                 None => cpu.yield_to_parent(),
///             }
///         }
///     }
/// }
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a thread scheduler",
    note = "only a thread scheduler runs threads: implement `ThreadScheduler` for `{Self}`, or let a child do it with `cpu.grant(&sched.child)`"
)]
pub trait ThreadScheduler: Subscheduler {
    /// Decides what `cpu` does next: `run_thread`, `run_current`, `run_idle`
    /// or `yield_to_parent`.
    ///
    /// Called on that CPU, after the parent granted it and whenever the
    /// thread that it runs blocked, used up its slice or was preempted. A pick
    /// without a decision yields.
    fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>);

    /// A thread is to be queued: it woke up, used up its slice, was
    /// preempted, or yielded, unless a more special op is written.
    ///
    /// Put it on a list and ask for a CPU. Called with interrupts off, often
    /// on another CPU than the one the thread will run on.
    ///
    /// Must be written if the module has a `#[thread]` struct. The default
    /// does nothing, which is right for a scheduler that never has threads: a
    /// thread that a policy forgets is run by flux, late, and counted as a
    /// rescue.
    fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
        let _ = thread;
        match sched.0 {}
    }

    /// A thread that slept is to be queued. Default: `thread_runnable`.
    fn thread_wakeup(sched: &Sched<Self>, thread: &Thread<Self>) {
        Self::thread_runnable(sched, thread);
    }

    /// A thread that ran is to be queued because its slice ended or its CPU
    /// was taken away. Default: `thread_runnable`.
    fn thread_preempted(sched: &Sched<Self>, thread: &Thread<Self>) {
        Self::thread_runnable(sched, thread);
    }

    /// A thread that called `sched_yield` is to be queued. Default:
    /// `thread_runnable`.
    fn thread_yielded(sched: &Sched<Self>, thread: &Thread<Self>) {
        Self::thread_runnable(sched, thread);
    }

    /// A thread now belongs to this scheduler: it was forked, came from
    /// another scheduling class, was there when the scheduler was loaded, or
    /// moved here from another instance (a rule, or
    /// [`join_scheduler`](Thread::join_scheduler)). One that moves while it runs
    /// is on a CPU already: `thread_on_cpu` follows at once.
    ///
    /// Its `#[thread]` struct is all zeroes. Do not queue it here; it is
    /// handed over when it can run. The default does nothing, which is right
    /// if zeroes are a fine start.
    fn thread_new(sched: &Sched<Self>, thread: &Thread<Self>) {
        let _ = thread;
        match sched.0 {}
    }

    /// `thread` starts to run on `cpu`.
    ///
    /// Where a policy stamps the time. The default does nothing: flux counts
    /// what runs by itself.
    fn thread_on_cpu(sched: &Sched<Self>, thread: &Thread<Self>, cpu: &Cpu<Self>) {
        let _ = (thread, cpu);
        match sched.0 {}
    }

    /// A thread that ran went to sleep.
    ///
    /// The CPU picks again right after. The default does nothing: the thread
    /// is on no list.
    fn thread_blocked(sched: &Sched<Self>, thread: &Thread<Self>) {
        let _ = thread;
        match sched.0 {}
    }

    /// The CPUs that the thread may use have changed.
    ///
    /// If it was on a list it has been unlinked and is handed over again
    /// afterwards; so the default, which does nothing, loses nothing.
    fn thread_affinity_changed(sched: &Sched<Self>, thread: &Thread<Self>) {
        let _ = thread;
        match sched.0 {}
    }

    /// The thread's nice value or weight has changed.
    ///
    /// If it was on a list it has been unlinked and is handed over again
    /// afterwards. The default does nothing, which is right for a policy that
    /// does not look at priorities.
    fn thread_prio_changed(sched: &Sched<Self>, thread: &Thread<Self>) {
        let _ = thread;
        match sched.0 {}
    }

    /// The thread leaves this scheduler and lives on elsewhere, in another
    /// scheduling class or in another instance.
    ///
    /// It is unlinked already. The default does nothing, which is right if
    /// nothing is counted per thread.
    fn thread_departed(sched: &Sched<Self>, thread: &Thread<Self>) {
        let _ = thread;
        match sched.0 {}
    }

    /// The thread has exited; this is the last op about it.
    ///
    /// It is unlinked already and its memory is reused once the op returned.
    /// The default does nothing, which is right if nothing is counted per
    /// thread.
    fn thread_dead(sched: &Sched<Self>, thread: &Thread<Self>) {
        let _ = thread;
        match sched.0 {}
    }

    /// Lets a waking thread go straight to an idle CPU, for the slice that is
    /// returned.
    ///
    /// Writing this op opts in: for a thread that wakes up while a CPU idles
    /// that this scheduler may claim (the parent's role says `claims_idle`),
    /// `thread_wakeup` is skipped and the thread runs there at once. The
    /// accounts come out as if it had been queued, requested, granted and
    /// picked. Without it, which is the default, every wakeup goes through the
    /// policy; that is right for one that must see all threads before it
    /// decides.
    fn direct_slice(sched: &Sched<Self>, thread: &Thread<Self>) -> Nanos {
        let _ = thread;
        match sched.0 {}
    }

    /// The parent granted `cpu`, which this scheduler did not have before; a
    /// pick follows. The default does nothing: flux counts the CPUs held.
    fn cpu_allocated(sched: &Sched<Self>, cpu: &Cpu<Self>) {
        let _ = cpu;
        match sched.0 {}
    }

    /// `cpu` was taken away. The thread that ran there is handed over
    /// separately. The default does nothing: flux counts the CPUs held.
    fn cpu_preempted(sched: &Sched<Self>, cpu: &Cpu<Self>) {
        let _ = cpu;
        match sched.0 {}
    }

    /// The timer ticked on `cpu` while `thread` runs there, up to
    /// `CONFIG_HZ` times a second (100 to 1,000).
    ///
    /// The default does nothing: when the slice ends the CPU picks by itself.
    fn cpu_ticked(sched: &Sched<Self>, cpu: &Cpu<Self>, thread: &Thread<Self>) {
        let _ = (cpu, thread);
        match sched.0 {}
    }
}

/// A subscheduler that has children and hands out CPUs to them.
///
/// # How a CPU goes round
///
/// A child requests ([`request_for_cpus`](Self::request_for_cpus)), this
/// scheduler may kick a CPU, and on that CPU
/// [`pick_next_task`](Self::pick_next_task) grants it. The child runs
/// something or yields; a yield is [`cpu_returned`](Self::cpu_returned)
/// followed by another pick here.
///
/// Cost and kernel are as for [`ThreadScheduler`]; [`Child`] has an example.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a CPU scheduler",
    note = "only a CPU scheduler grants CPUs: implement `CpuScheduler` for `{Self}` and declare its children with `#[role] name: Child`"
)]
pub trait CpuScheduler: Subscheduler {
    /// Decides who gets `cpu`: `cpu.grant(&sched.child)` or
    /// `cpu.yield_to_parent()`.
    ///
    /// Called on that CPU. A pick without a decision yields.
    fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>);

    /// `child` asks for CPUs.
    ///
    /// Nothing is granted here, as grants happen on the CPU itself: find a CPU
    /// (`request.claim_idle_cpu()`) and make it pick (`cpu.preempt()`), or
    /// leave it and let the next pick see that the child wants one. A CPU
    /// scheduler below another passes on what it cannot satisfy with
    /// `sched.request_cpus(…)`.
    fn request_for_cpus(sched: &Sched<Self>, child: &Child, request: &Request<Self>);

    /// The parent granted `cpu`, which this scheduler did not have before; a
    /// pick follows. The root gets it for every CPU that comes online. The
    /// default does nothing: flux counts the CPUs held.
    fn cpu_allocated(sched: &Sched<Self>, cpu: &Cpu<Self>) {
        let _ = cpu;
        match sched.0 {}
    }

    /// `child` gave `cpu` back by itself; a pick follows. The default does
    /// nothing: flux counts the CPUs held.
    fn cpu_returned(sched: &Sched<Self>, child: &Child, cpu: &Cpu<Self>) {
        let _ = (child, cpu);
        match sched.0 {}
    }

    /// `cpu` was taken away by an ancestor, or went offline. Comes after the
    /// child that had it was told. The default does nothing: flux counts the
    /// CPUs held.
    fn cpu_preempted(sched: &Sched<Self>, cpu: &Cpu<Self>) {
        let _ = cpu;
        match sched.0 {}
    }

    /// `cpu` is back here after this scheduler preempted it; a pick follows.
    /// The default does nothing: the pick sees what there is to decide.
    fn cpu_preemption_completed(sched: &Sched<Self>, cpu: &Cpu<Self>) {
        let _ = cpu;
        match sched.0 {}
    }

    /// The timer ticked on `cpu`, which this scheduler or one below it has and
    /// which runs a thread, up to `CONFIG_HZ` times a second (100 to 1,000).
    /// The default does nothing.
    fn cpu_ticked(sched: &Sched<Self>, cpu: &Cpu<Self>) {
        let _ = cpu;
        match sched.0 {}
    }
}

/// A composed scheduler. Implemented by `flux::hierarchy!`, not by hand.
pub trait Hierarchy {
    /// The name, in snake case: `hello`. sched_ext shows it as the name of
    /// the scheduler.
    const NAME: &'static str;
    /// The BPF object that the build script left.
    const OBJECT: &'static [u8];
    /// The instances in the order of their ids: parents before their
    /// children, the root first.
    const NODES: &'static [Node];
    /// Where new threads go, as an index into [`NODES`](Self::NODES).
    const NEW_THREADS: usize;
}

/// One instance of a hierarchy.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Its number, from 1: the index into [`Hierarchy::NODES`] plus 1.
    pub id: u32,
    /// The roles on the way to it, `a.b`; `root` for the root.
    pub name: &'static str,
    /// The name of its type, `Biff`.
    pub type_name: &'static str,
    /// The module that its type is written in, `flux_schedulers::biff`.
    pub module: &'static str,
    /// The id of its parent; `None` for the root.
    pub parent: Option<u32>,
    /// How deep it is in the tree: 0 for the root.
    pub tier: u32,
    /// The tunables of its type.
    pub tunables: &'static [TunableInfo],
}
