//! See [`doc`].

/// Earliest deadline first (Deadline-Ordered CPUs).
///
/// **Policy.** A thread that wakes up has to be done by the time that its application has
/// hinted (the crate `flux-hint`), or else within [`DEADLINE`](doc::DEADLINE). Whoever is to be done first runs first: a CPU takes
/// the waiting thread with the earliest deadline, and a thread that wakes up takes the
/// CPU of the running one whose deadline is the latest, if that is later than its own.
///
/// A deadline is good for [`BUDGET`](doc::BUDGET) of CPU time. A thread that has used
/// that up and goes on has its deadline postponed, as if it had woken up once more. So a
/// thread that computes without end competes with the others as one of them, and one
/// that is late is first until its budget is used up, not for ever (a constant
/// bandwidth server).
///
/// **State.** The waiting threads in a tree by deadline; the CPUs it holds, each with the
/// deadline of what runs there.
///
/// **When to use it.** For threads that answer requests: short work, due soon after it
/// came. Give it CPUs of its own, as under `split`, and choose the budget
/// a bit larger than the CPU time of a usual request.
///
/// **Cost.** Logarithmic in the number of waiting threads; a wakeup looks at up to
/// 16 of its CPUs. A thread that wakes up while a CPU idles passes through neither.
///
/// **What it does not do.** It promises no deadline: it has no admission control, and with
/// more work than CPUs everybody is late alike. It knows no weights (nice is ignored).
#[flux::subsched]
pub mod doc {
    use flux::prelude::*;

    /// The instance: who waits, and where to look for a CPU.
    #[sched]
    pub struct Doc {
        /// The threads that wait.
        #[locked]
        by_deadline: Tree<Thread, node>,
        /// The CPUs that it holds.
        #[locked]
        cpus: List<Cpu, link>,
    }

    /// What doc keeps for each thread.
    #[thread]
    pub struct DocThread {
        /// In `by_deadline` while the thread waits.
        #[key(deadline)]
        node: Node,
        /// When it has to be done; 0: it has not been queued yet.
        deadline: Nanos,
        /// The CPU time up to which that deadline is good.
        budget_end: Nanos,
    }

    /// What doc keeps for each CPU.
    #[cpu]
    pub struct DocCpu {
        /// In `cpus` while it is held.
        link: Link,
        /// The deadline of the thread that runs there.
        deadline: Nanos,
    }

    /// How long after its wakeup a thread without a hint has to be done.
    #[tunable]
    pub static DEADLINE: Nanos = Nanos::from_millis(2);

    /// The CPU time for which a deadline is good.
    #[tunable]
    pub static BUDGET: Nanos = Nanos::from_micros(500);

    /// How many CPUs a wakeup looks at.
    const MAX_CPUS: u32 = 16;

    /// How many threads a pick looks at for one that may use the CPU; if it is none of
    /// them, flux runs the next one where it may run.
    const MAX_ELSEWHERE: u32 = 2;

    impl ThreadScheduler for Doc {
        fn thread_runnable(doc: &Sched<Self>, thread: &Thread<Self>) {
            if thread.deadline.get() == Nanos::from_nanos(0) {
                begin(thread);
            }
            doc.lock().by_deadline.insert(thread);
            doc.request_cpus(1);
        }

        fn thread_wakeup(doc: &Sched<Self>, thread: &Thread<Self>) {
            begin(thread);
            doc.lock().by_deadline.insert(thread);
            doc.request_cpus(1);
            preempt_latest(doc, thread);
        }

        fn thread_preempted(doc: &Sched<Self>, thread: &Thread<Self>) {
            postpone(thread);
            doc.lock().by_deadline.insert(thread);
            doc.request_cpus(1);
        }

        fn thread_yielded(doc: &Sched<Self>, thread: &Thread<Self>) {
            // It lets those go first that have to be done now.
            due_in(thread, DEADLINE.get());
            doc.lock().by_deadline.insert(thread);
            doc.request_cpus(1);
        }

        fn thread_on_cpu(_doc: &Sched<Self>, thread: &Thread<Self>, cpu: &Cpu<Self>) {
            // If somebody has asked for the CPU meanwhile, it is spoken for.
            if !cpu.is_preempted() {
                cpu.deadline.set(thread.deadline.get());
            }
        }

        fn direct_slice(_doc: &Sched<Self>, thread: &Thread<Self>) -> Nanos {
            begin(thread);
            BUDGET.get()
        }

        fn cpu_allocated(doc: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut locked = doc.lock();
            if !locked.cpus.contains(cpu) {
                locked.cpus.push_back(cpu);
            }
        }

        fn cpu_preempted(doc: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut locked = doc.lock();
            if locked.cpus.contains(cpu) {
                locked.cpus.remove(cpu);
            }
        }

        fn pick_next_task(doc: &Sched<Self>, cpu: &Cpu<Self>) {
            let current = cpu.current();
            let mut before = Nanos::from_nanos(0);
            if let Some(thread) = current {
                postpone(thread);
                before = thread.deadline.get();
            }
            let mut locked = doc.lock();
            let mut next = locked.by_deadline.min();
            for _ in 0..MAX_ELSEWHERE {
                let Some(thread) = next else {
                    break;
                };
                if thread.may_run_on(cpu) {
                    break;
                }
                next = locked.by_deadline.next(thread);
            }
            if let Some(thread) = next {
                if current.is_none() || thread.deadline.get() < before {
                    locked.by_deadline.remove(thread);
                    // At once: who wakes up meanwhile is to look for another CPU.
                    cpu.deadline.set(thread.deadline.get());
                    drop(locked);
                    cpu.run_thread(thread, left(thread));
                    return;
                }
            }
            if let Some(thread) = current {
                cpu.deadline.set(thread.deadline.get());
                drop(locked);
                cpu.run_current(left(thread));
                return;
            }
            if locked.cpus.contains(cpu) {
                locked.cpus.remove(cpu);
            }
            drop(locked);
            cpu.yield_to_parent();
        }
    }

    /// The thread has something new to do.
    fn begin(thread: &Thread<Doc>) {
        let mut time = thread.hint();
        if time == Nanos::from_nanos(0) {
            time = DEADLINE.get();
        }
        due_in(thread, time);
    }

    /// A thread that has used up its budget has to be done later, whatever it hinted.
    fn postpone(thread: &Thread<Doc>) {
        if thread.cpu_time() >= thread.budget_end.get() {
            due_in(thread, DEADLINE.get());
        }
    }

    /// The thread has to be done after that time.
    fn due_in(thread: &Thread<Doc>, time: Nanos) {
        thread.deadline.set(now() + time);
        thread.budget_end.set(thread.cpu_time() + BUDGET.get());
    }

    /// What is left of its budget.
    fn left(thread: &Thread<Doc>) -> Nanos {
        let used = thread.cpu_time().as_nanos();
        Nanos::from_nanos(thread.budget_end.get().as_nanos().saturating_sub(used))
    }

    /// Makes the CPU with the latest deadline pick, if that is later than the thread's.
    fn preempt_latest(doc: &Sched<Doc>, thread: &Thread<Doc>) {
        let deadline = thread.deadline.get();
        let mut latest = deadline;
        let mut victim = None;
        let locked = doc.lock();
        let mut next = locked.cpus.front();
        for _ in 0..MAX_CPUS {
            let Some(cpu) = next else {
                break;
            };
            if cpu.deadline.get() > latest && thread.may_run_on(cpu) {
                latest = cpu.deadline.get();
                victim = Some(cpu);
            }
            next = locked.cpus.next(cpu);
        }
        drop(locked);
        if let Some(cpu) = victim {
            // Who wakes up next looks for another one.
            cpu.deadline.set(deadline);
            cpu.preempt();
        }
    }
}
