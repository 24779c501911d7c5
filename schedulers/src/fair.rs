//! See [`fair`].

/// CPU time by weight: twice the weight, twice the time.
///
/// **Policy.** Each thread has a virtual time, which passes while it runs, the slower the
/// larger its weight (nice 0 is 100). The weight of a cgroup (`cpu.weight`, systemd's `CPUWeight=`) is
/// one for all threads in it together, at every level of the tree: what counts is
/// [`hierarchical_weight`](flux::Thread::hierarchical_weight). A CPU takes the waiting thread whose virtual time is
/// least. A running thread goes on as long as it is the least itself, and is asked each
/// [`SLICE`](fair::SLICE); before that, nobody takes the CPU from it for less than
/// [`MARGIN`](fair::MARGIN). Light threads are asked more often, so that what they get at
/// a time is no more than their part of it.
///
/// A thread that slept has fallen behind, for at most [`BONUS`](fair::BONUS) of which it is
/// made up. If that leaves it behind a running thread by more than
/// [`MARGIN`](fair::MARGIN), it takes the CPU from the one that is furthest ahead: so a
/// thread that sleeps a lot answers at once, and one that sleeps to get more than its share
/// does not. A new thread begins a slice behind the others, so that a process that forks
/// without end gains nothing by it.
///
/// **State.** The waiting threads in a tree by virtual time; the CPUs it holds, each
/// with the virtual time of what runs there.
///
/// **When to use it.** For everything that has no special wish: a desktop, a build, a
/// batch of jobs of different weight.
///
/// **Cost.** Logarithmic in the number of waiting threads, under one lock; a wakeup looks
/// at up to 16 of its CPUs. A thread that wakes up while a CPU idles passes through neither. Each
/// wakeup and each going to sleep counts the thread in its cgroup, by atomics on memory that the CPUs
/// share; a cgroup's first and last thread take the core's lock for that.
///
/// **What it does not do.** A process with many threads gets more than one with few, unless they
/// are in cgroups of their own. `cpu.max` is not honoured, and `cpu.idle` is no more than a small weight. Threads bound
/// to one CPU are run by flux, each second turn of that CPU, whatever their weight. Within a
/// cgroup, weights are sched_ext's whole numbers: nice 10 is 11, nice 19 is 1. One queue for
/// all CPUs: no affinity of threads to caches.
#[flux::subsched]
pub mod fair {
    use flux::prelude::*;

    /// The instance: who waits, and where to look for a CPU.
    #[sched]
    pub struct Fair {
        /// The threads that wait.
        #[locked]
        by_vtime: Tree<Thread, node>,
        /// The CPUs that it holds.
        #[locked]
        cpus: List<Cpu, link>,
        /// The largest virtual time at which a thread was picked: where the instance
        /// is. Written under the lock.
        vtime: u64,
    }

    /// What fair keeps for each thread.
    #[thread]
    pub struct FairThread {
        /// In `by_vtime` while the thread waits.
        #[key(vtime)]
        node: Node,
        /// Its virtual time: nanoseconds of CPU time at weight 100.
        vtime: u64,
        /// The CPU time that is in it.
        charged: Nanos,
        /// The hierarchical weight by which it is measured.
        rated: u64,
        /// The CPU time at which its slice ends.
        slice_end: Nanos,
    }

    /// What fair keeps for each CPU.
    #[cpu]
    pub struct FairCpu {
        /// In `cpus` while it is held.
        link: Link,
        /// The virtual time of the thread that runs there or is about to, when it was picked.
        vtime: u64,
    }

    /// How long a thread of nice 0 or heavier runs before others are considered.
    #[tunable]
    pub static SLICE: Nanos = Nanos::from_millis(3);

    /// How much virtual time a thread that slept is made up for at most.
    #[tunable]
    pub static BONUS: Nanos = Nanos::from_millis(6);

    /// How far a thread that wakes up has to be behind a running one to take its CPU.
    #[tunable]
    pub static MARGIN: Nanos = Nanos::from_millis(1);

    /// The weight of nice 0.
    const WEIGHT: u64 = 100;

    /// No thread is ahead by more CPU time than this when its weight changes.
    const LONGEST_AHEAD: Nanos = Nanos::from_millis(100);

    /// The parts of a unit in which a hierarchical weight is.
    const PARTS_OF_WEIGHT: u64 = 1024;

    /// The lightest threads get this part of a slice at a time.
    const PARTS: u64 = 8;

    /// How many CPUs a wakeup looks at.
    const MAX_CPUS: u32 = 16;

    /// How many threads a pick looks at for one that may use the CPU; if it is none of
    /// them, flux runs the next one where it may run.
    const MAX_ELSEWHERE: u32 = 2;

    impl ThreadScheduler for Fair {
        fn thread_new(fair: &Sched<Self>, thread: &Thread<Self>) {
            thread.charged.set(thread.cpu_time());
            thread.rated.set(exact_weight(thread));
            thread
                .vtime
                .set(fair.vtime.get() + weighted(thread, slice(thread)));
        }

        fn thread_runnable(fair: &Sched<Self>, thread: &Thread<Self>) {
            reweigh(fair, thread);
            charge(thread);
            fair.lock().by_vtime.insert(thread);
            fair.request_cpus(1);
        }

        fn thread_wakeup(fair: &Sched<Self>, thread: &Thread<Self>) {
            wake(fair, thread);
            fair.lock().by_vtime.insert(thread);
            fair.request_cpus(1);
            preempt_furthest(fair, thread);
        }

        fn thread_yielded(fair: &Sched<Self>, thread: &Thread<Self>) {
            // It gives up a slice, which lets the others go first.
            reweigh(fair, thread);
            charge(thread);
            thread
                .vtime
                .set(thread.vtime.get() + weighted(thread, slice(thread)));
            fair.lock().by_vtime.insert(thread);
            fair.request_cpus(1);
        }

        fn thread_on_cpu(_fair: &Sched<Self>, thread: &Thread<Self>, cpu: &Cpu<Self>) {
            // If somebody has asked for the CPU meanwhile, it is spoken for.
            if !cpu.is_preempted() {
                cpu.vtime.set(thread.vtime.get());
            }
        }

        fn direct_slice(fair: &Sched<Self>, thread: &Thread<Self>) -> Nanos {
            // An idle CPU means that nobody waits, so nobody is overtaken.
            wake(fair, thread);
            begin_slice(thread)
        }

        fn cpu_allocated(fair: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut locked = fair.lock();
            if !locked.cpus.contains(cpu) {
                locked.cpus.push_back(cpu);
            }
        }

        fn cpu_preempted(fair: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut locked = fair.lock();
            if locked.cpus.contains(cpu) {
                locked.cpus.remove(cpu);
            }
        }

        fn pick_next_task(fair: &Sched<Self>, cpu: &Cpu<Self>) {
            let current = cpu.current();
            let mut before = 0;
            if let Some(thread) = current {
                reweigh(fair, thread);
                charge(thread);
                keep_up(fair, thread);
                before = thread.vtime.get();
                // Of two that wake up at a time, one may be kicked for the other.
                if thread.charged.get() < thread.slice_end.get() {
                    before = before.saturating_sub(among_others(thread, MARGIN.get()));
                }
            }
            let mut locked = fair.lock();
            let mut next = locked.by_vtime.min();
            for _ in 0..MAX_ELSEWHERE {
                let Some(thread) = next else {
                    break;
                };
                if thread.may_run_on(cpu) {
                    break;
                }
                next = locked.by_vtime.next(thread);
            }
            if let Some(thread) = next {
                if current.is_none() || thread.vtime.get() < before {
                    locked.by_vtime.remove(thread);
                    // At once: who wakes up meanwhile is to look for another CPU.
                    cpu.vtime.set(thread.vtime.get());
                    fair.vtime.set(fair.vtime.get().max(thread.vtime.get()));
                    drop(locked);
                    cpu.run_thread(thread, begin_slice(thread));
                    return;
                }
            }
            if let Some(thread) = current {
                cpu.vtime.set(thread.vtime.get());
                drop(locked);
                cpu.run_current(begin_slice(thread));
                return;
            }
            if locked.cpus.contains(cpu) {
                locked.cpus.remove(cpu);
            }
            drop(locked);
            cpu.yield_to_parent();
        }
    }

    /// The slice of a thread that runs from here on.
    fn begin_slice(thread: &Thread<Fair>) -> Nanos {
        let time = slice(thread);
        thread.slice_end.set(thread.charged.get() + time);
        time
    }

    /// So much CPU time as virtual time of the thread.
    fn weighted(thread: &Thread<Fair>, time: Nanos) -> u64 {
        time.as_nanos() * WEIGHT * PARTS_OF_WEIGHT / thread.rated.get().max(1)
    }

    /// The thread's hierarchical weight. Without a cgroup that is sched_ext's whole number, which
    /// would give nice 10 (10.74) 2.4 % too much, and nice 19 a third too little; nice values above
    /// 0 have the kernel's own weights then, of which nice 0 has 1024.
    fn exact_weight(thread: &Thread<Fair>) -> u64 {
        let exact: u64 = match thread.nice() {
            1 => 820,
            2 => 655,
            3 => 526,
            4 => 423,
            5 => 335,
            6 => 272,
            7 => 215,
            8 => 172,
            9 => 137,
            10 => 110,
            11 => 87,
            12 => 70,
            13 => 56,
            14 => 45,
            15 => 36,
            16 => 29,
            17 => 23,
            18 => 18,
            19 => 15,
            _ => 0,
        };
        let whole = thread.weight() as u64;
        let among = thread.hierarchical_weight() as u64;
        // Not so where the weight is of something else, such as SCHED_IDLE.
        let is_rounded = (exact * WEIGHT + PARTS_OF_WEIGHT / 2) / PARTS_OF_WEIGHT == whole;
        if is_rounded && among == whole * PARTS_OF_WEIGHT {
            exact * WEIGHT
        } else {
            among.max(1)
        }
    }

    /// So much virtual time of a thread without a cgroup as virtual time of this one: in a
    /// cgroup of many it passes faster for each, and what is a moment has to be longer.
    fn among_others(thread: &Thread<Fair>, time: Nanos) -> u64 {
        time.as_nanos() * (thread.weight() as u64) * PARTS_OF_WEIGHT / thread.rated.get().max(1)
    }

    /// How long the thread may run at a time.
    fn slice(thread: &Thread<Fair>) -> Nanos {
        let whole = SLICE.get().as_nanos();
        let part = whole * (thread.weight() as u64) / WEIGHT;
        Nanos::from_nanos(part.max(whole / PARTS).min(whole))
    }

    /// Adds what the thread has run since the last time to its virtual time.
    fn charge(thread: &Thread<Fair>) {
        let used = thread.cpu_time();
        let time = used - thread.charged.get();
        thread.charged.set(used);
        thread
            .vtime
            .set(thread.vtime.get() + weighted(thread, time));
    }

    /// The weight may be another one than before: another's going to sleep changes it. By how
    /// much CPU time the thread is ahead or behind does not, so the virtual time does: a
    /// millisecond ahead of many in a light cgroup would be minutes for one that is alone.
    fn reweigh(fair: &Sched<Fair>, thread: &Thread<Fair>) {
        let weight = exact_weight(thread);
        let before = thread.rated.get();
        if weight == before {
            return;
        }
        let now = fair.vtime.get();
        let vtime = thread.vtime.get();
        if vtime > now {
            let ahead = (vtime - now).min(weighted(thread, LONGEST_AHEAD));
            thread.vtime.set(now + ahead * before / weight.max(1));
        } else {
            let behind = (now - vtime).min(among_others(thread, BONUS.get()));
            thread
                .vtime
                .set(now.saturating_sub(behind * before / weight.max(1)));
        }
        thread.rated.set(weight);
    }

    /// A thread that slept is behind the others, but not by more than the bonus.
    fn wake(fair: &Sched<Fair>, thread: &Thread<Fair>) {
        reweigh(fair, thread);
        charge(thread);
        keep_up(fair, thread);
    }

    /// Nor is one that runs: that the others are ahead then is no time that it missed. They are
    /// where they had a CPU for themselves and are light.
    fn keep_up(fair: &Sched<Fair>, thread: &Thread<Fair>) {
        let bonus = among_others(thread, BONUS.get());
        let floor = fair.vtime.get().saturating_sub(bonus);
        thread.vtime.set(thread.vtime.get().max(floor));
    }

    /// Makes the CPU pick whose thread is furthest ahead, if that is by more than the margin.
    fn preempt_furthest(fair: &Sched<Fair>, thread: &Thread<Fair>) {
        let vtime = thread.vtime.get();
        let mut furthest = vtime + among_others(thread, MARGIN.get());
        let mut victim = None;
        let locked = fair.lock();
        let mut next = locked.cpus.front();
        for _ in 0..MAX_CPUS {
            let Some(cpu) = next else {
                break;
            };
            if cpu.vtime.get() > furthest && thread.may_run_on(cpu) {
                furthest = cpu.vtime.get();
                victim = Some(cpu);
            }
            next = locked.cpus.next(cpu);
        }
        drop(locked);
        if let Some(cpu) = victim {
            // Who wakes up next looks for another one.
            cpu.vtime.set(vtime);
            cpu.preempt();
        }
    }
}
