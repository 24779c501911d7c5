//! See [`prov`].

/// Provisioning: some CPUs for the work that matters, the rest for what comes after it.
///
/// **Policy.** `prio` gets every CPU that it wants, up to
/// [`MAX_PRIO_CPUS`](prov::MAX_PRIO_CPUS); what it does not want goes to `next`, what that does
/// not want to `last`. When `prio` wakes up it gets, in this order: one of its
/// [`PRIO_CPUS`](prov::PRIO_CPUS) that idles, another that idles, one of its own that another
/// child has, one of `last`'s, one of `next`'s. `next` takes from `last` alike, and `last` waits.
/// What was missed is made up at the next tick of a CPU. At a tick `prio` also leaves a CPU that
/// is none of its own for one that is and that it does not have, whoever has that and whether
/// or not anybody waits. Only a thread that may not use its own CPUs stays.
///
/// How often one child may take CPUs from others is limited by
/// [`POKE_INTERVAL`](prov::POKE_INTERVAL): between two ticks, once in that time. A child that
/// wakes up all the time costs the others a bounded number of interrupts.
///
/// **State.** In the instance, when each child took a CPU last, and whether a thread of `prio` is
/// on its way to one of its own CPUs; for each CPU, whether `prio` is about to leave it.
///
/// **When to use it.** As the root of a machine with one service that must not wait and others
/// that may: set `MAX_PRIO_CPUS` to what it was bought for, and `PRIO_CPUS` to a cache of its own.
///
/// **Cost.** Constant time per pick. A wakeup of `prio` or `next` while no CPU idles looks at up
/// to 64 CPUs. `next` and `last` go to a CPU that idles without asking (`claims_idle`), `prio`
/// does not: it would not find its own CPUs then.
///
/// **What it does not do.** `prio` can keep the others from running but for what flux grants to
/// threads that wait too long; `MAX_PRIO_CPUS` is what bounds it. It does not know whether a
/// child's threads may use the CPU that it gets at a tick.
#[flux::subsched]
pub mod prov {
    use flux::prelude::*;

    /// CPUs that one search looks at; the next one goes on behind them.
    const SEARCHED: u32 = 64;

    /// The instance and its roles.
    #[sched]
    pub struct Prov {
        /// The work that matters.
        #[role]
        prio: Child,
        /// What comes after it.
        #[role(claims_idle)]
        next: Child,
        /// What may wait.
        #[role(claims_idle)]
        last: Child,
        /// Gets what nobody wants.
        #[role]
        idle: Child,
        /// When each took a CPU from another child.
        poked_at: PerChild<Nanos>,
        /// Whether a thread of `prio` has left a CPU for one of `PRIO_CPUS`, and not asked yet.
        moving: bool,
        /// The CPU at which the next search begins.
        search_from: u32,
    }

    /// What an instance keeps for each CPU.
    #[cpu]
    pub struct ProvCpu {
        /// Whether `prio` is to leave it at its next pick.
        leaving: bool,
    }

    /// How many CPUs `prio` has at most.
    #[tunable]
    pub static MAX_PRIO_CPUS: u32 = 512;

    /// The CPUs that `prio` is to have before others.
    #[tunable]
    pub static PRIO_CPUS: CpuSet = CpuSet::none();

    /// How often one child may take a CPU from another, besides the ticks of the CPUs.
    #[tunable]
    pub static POKE_INTERVAL: Nanos = Nanos::from_micros(100);

    fn wants_more(child: &Child) -> bool {
        child.nr_cpus_needed() > child.nr_cpus()
    }

    fn prio_may_have_more(prov: &Sched<Prov>) -> bool {
        prov.prio.nr_cpus() < MAX_PRIO_CPUS.get()
    }

    /// Whether a child may take a CPU from another now; then it has.
    fn may_poke(prov: &Sched<Prov>, child: &Child) -> bool {
        let now = now();
        let may = now - prov.poked_at.of(child) >= POKE_INTERVAL.get();
        if may {
            prov.poked_at.set_of(child, now);
        }
        may
    }

    /// One of `PRIO_CPUS` that idles and is claimed, or else one that another child has; the waiting
    /// thread may use it.
    fn own_cpu(prov: &Sched<Prov>, request: &Request<Prov>) -> Option<&'static Cpu<Prov>> {
        let count = nr_cpu_ids();
        let from = prov.search_from.get();
        prov.search_from.set(from + SEARCHED.min(count));
        let mut found = None;
        for turn in 0..SEARCHED {
            if turn >= count {
                break;
            }
            let Some(cpu) = prov.cpu((from + turn) % count) else {
                break;
            };
            if !PRIO_CPUS.contains(cpu) || cpu.is_preempted() {
                continue;
            }
            if cpu.is_idle() {
                if request.claim(cpu) {
                    return Some(cpu);
                }
            } else if is_elsewhere(prov, cpu) && request.may_use(cpu) {
                found = Some(cpu);
            }
        }
        found
    }

    /// Takes one CPU from a child that the waiting thread may use.
    fn take_from(prov: &Sched<Prov>, child: &Child, request: &Request<Prov>) {
        let count = nr_cpu_ids();
        let from = prov.search_from.get();
        prov.search_from.set(from + SEARCHED.min(count));
        for turn in 0..SEARCHED {
            if turn >= count {
                break;
            }
            let Some(cpu) = prov.cpu((from + turn) % count) else {
                break;
            };
            let Some(holder) = cpu.holder() else {
                continue;
            };
            if holder.is(child) && !cpu.is_preempted() && request.may_use(cpu) {
                cpu.preempt();
                break;
            }
        }
    }

    /// One of `PRIO_CPUS` that belongs to somebody else.
    fn own_elsewhere(prov: &Sched<Prov>) -> Option<&'static Cpu<Prov>> {
        for at in 0..SEARCHED {
            if at >= nr_cpu_ids() {
                break;
            }
            let Some(cpu) = prov.cpu(at) else { break };
            if PRIO_CPUS.contains(cpu) && !cpu.is_preempted() && is_elsewhere(prov, cpu) {
                return Some(cpu);
            }
        }
        None
    }

    /// Whether a child other than `prio` has the CPU.
    fn is_elsewhere(prov: &Sched<Prov>, cpu: &Cpu<Prov>) -> bool {
        match cpu.holder() {
            Some(holder) => !holder.is(&prov.prio),
            None => false,
        }
    }

    impl CpuScheduler for Prov {
        fn request_for_cpus(prov: &Sched<Self>, child: &Child, request: &Request<Self>) {
            let is_prio = child.is(&prov.prio);
            if is_prio && !prio_may_have_more(prov) {
                return;
            }
            let own = if is_prio {
                own_cpu(prov, request)
            } else {
                None
            };
            if let Some(cpu) = own {
                let idles = cpu.is_idle();
                if idles {
                    cpu.preempt();
                    return;
                }
            }
            if is_prio && prov.moving.get() {
                prov.moving.set(false);
                if let Some(cpu) = own {
                    cpu.preempt();
                    return;
                }
            }
            // The usual answer on a busy machine, and cheaper than to ask the kernel.
            let idle = if prov.idle.nr_cpus() > 0 {
                request.claim_idle_cpu()
            } else {
                None
            };
            if let Some(cpu) = idle {
                cpu.preempt();
                return;
            }
            if !prov.is_root() {
                prov.request_cpus(request.nr_cpus());
            }
            if child.is(&prov.last) || !may_poke(prov, child) {
                return;
            }
            if let Some(cpu) = own {
                cpu.preempt();
            } else if prov.last.nr_cpus() > 0 {
                take_from(prov, &prov.last, request);
            } else if is_prio {
                take_from(prov, &prov.next, request);
            }
        }

        fn cpu_ticked(prov: &Sched<Self>, cpu: &Cpu<Self>) {
            let Some(holder) = cpu.holder() else { return };
            if cpu.is_preempted() {
                return;
            }
            let prio_waits = wants_more(&prov.prio) && prio_may_have_more(prov);
            if holder.is(&prov.prio) {
                let others_wait = wants_more(&prov.next) || wants_more(&prov.last);
                let too_many = prov.prio.nr_cpus() > MAX_PRIO_CPUS.get();
                let misplaced = !PRIO_CPUS.contains(cpu) && own_elsewhere(prov).is_some();
                if too_many && others_wait || misplaced {
                    cpu.leaving.set(true);
                    cpu.preempt();
                }
            } else if prio_waits || holder.is(&prov.last) && wants_more(&prov.next) {
                cpu.preempt();
            }
        }

        fn pick_next_task(prov: &Sched<Self>, cpu: &Cpu<Self>) {
            let leaving = cpu.leaving.get();
            if leaving {
                cpu.leaving.set(false);
                if let Some(own) = own_elsewhere(prov) {
                    prov.moving.set(true);
                    cpu.requeue_current(own);
                }
            }
            if !leaving && prov.prio.wants_cpu(cpu) && prio_may_have_more(prov) {
                cpu.grant(&prov.prio);
            } else if prov.next.wants_cpu(cpu) {
                cpu.grant(&prov.next);
            } else if prov.last.wants_cpu(cpu) {
                cpu.grant(&prov.last);
            } else if prov.is_root() {
                cpu.grant(&prov.idle);
            } else {
                cpu.yield_to_parent();
            }
        }
    }
}
