//! See [`topo`].

/// Like [`split`](mod@crate::split), but children have CPUs of their own: whole
/// last-level caches where shares allow it, SMT siblings together.
///
/// **Policy.** Shares are those of split: minima, then weights, up to maxima. Then the CPUs
/// are dealt out in the order of caches and cores, a range for each child as long as its
/// share: first to children whose shares are whole caches, then to those that have more than
/// one, then to the others. So a cache is divided only where shares do not add up to whole
/// ones, and a core only between two ranges. A CPU goes to its *home* child if that wants it,
/// else it is lent to the child that has least above its share. When a child wakes up and
/// none of its own CPUs idles, it takes another that idles, or gets back one of its own that
/// is lent; what was missed is made up at the next tick of the CPU. A child that gets its own
/// CPU so, while it runs elsewhere, leaves the other one at the tick after that.
///
/// | tunable, for each child | |
/// |---|---|
/// | [`CPUS`](topo::CPUS) | exactly so many; counts instead of `MIN` and `MAX` unless 0 |
/// | [`MIN`](topo::MIN) | so many at least, whatever the weights say |
/// | [`MAX`](topo::MAX) | so many at most, even if others leave theirs |
/// | [`WEIGHT`](topo::WEIGHT) | its part of what minima leave; 0: none, it only borrows |
///
/// **State.** In the instance each child's share and where its range begins; for each CPU
/// its home.
///
/// **When to use it.** On machines with several last-level caches, for children whose threads
/// share data, or which must not feel each other's cache misses. With one cache and without
/// SMT it is a split whose children do not move about.
///
/// **Cost.** A pick looks at each child once if the CPU's home does not want it. When shares
/// change, each CPU looks once at all others at its next tick, to find its place. Taking a CPU
/// back looks at up to 64 CPUs.
///
/// **What it does not do.** Lent CPUs are not divided evenly. A maximum does not keep a waking
/// thread from a CPU that idles. A CPU has no home, and is anybody's, until its first tick.
/// Where CPUs are is known only if flux's own agent loads the scheduler. On CPUs without
/// ticks (`nohz_full`) homes never change.
#[flux::subsched]
pub mod topo {
    use flux::prelude::*;

    /// Children that one instance takes.
    const CHILDREN: u32 = 8;

    /// CPUs that one search looks at; the next one goes on behind them.
    const SEARCHED: u32 = 64;

    /// The instance, its roles, and how the CPUs are shared.
    #[sched]
    pub struct Topo {
        /// Those who share the CPUs.
        #[role(claims_idle)]
        children: Children<8>,
        /// Gets what nobody wants.
        #[role]
        idle: Child,
        /// How many CPUs each has if all want more.
        share: PerChild<u32>,
        /// The place of its first CPU, in the order of caches and cores.
        first: PerChild<u32>,
        /// What the shares were made for: changes are seen at a tick.
        inputs: u32,
        /// CPUs that are still to be divided.
        left: u32,
        /// The weights of those who may get some of them.
        weights: u64,
        /// Tells one set of ranges from another: CPUs look for their homes again.
        version: u32,
        /// The CPU at which the next search begins.
        search_from: u32,
    }

    /// What an instance keeps for each CPU.
    #[cpu]
    pub struct TopoCpu {
        /// The index of its home child, plus 1; 0: it has none.
        home: u32,
        /// The version of the ranges that this comes from.
        version: u32,
    }

    /// How many CPUs the child has: no less if it wants them, no more. 0: see MIN, MAX and WEIGHT.
    #[tunable]
    pub static CPUS: PerChild<u32> = PerChild::new(0);

    /// How many CPUs the child has at least, if it wants them.
    #[tunable]
    pub static MIN: PerChild<u32> = PerChild::new(0);

    /// How many CPUs the child has at most.
    #[tunable]
    pub static MAX: PerChild<u32> = PerChild::new(512);

    /// The child's part of the CPUs that the minima leave, compared with the others' weights.
    #[tunable]
    pub static WEIGHT: PerChild<u32> = PerChild::new(100);

    fn most(child: &Child) -> u32 {
        let fixed = CPUS.of(child);
        if fixed > 0 { fixed } else { MAX.of(child) }
    }

    fn least(child: &Child) -> u32 {
        let fixed = CPUS.of(child);
        if fixed > 0 {
            fixed
        } else {
            MIN.of(child).min(MAX.of(child))
        }
    }

    /// What shares depend on, in one number.
    fn inputs(topo: &Sched<Topo>) -> u32 {
        let mut inputs = topo.nr_cpus() + 1;
        for at in 0..CHILDREN {
            let Some(child) = topo.children.get(at) else {
                break;
            };
            inputs = inputs.wrapping_mul(31).wrapping_add(CPUS.of(child));
            inputs = inputs.wrapping_mul(31).wrapping_add(MIN.of(child));
            inputs = inputs.wrapping_mul(31).wrapping_add(MAX.of(child));
            inputs = inputs.wrapping_mul(31).wrapping_add(WEIGHT.of(child));
        }
        inputs
    }

    /// Gives every child what it has at least.
    fn divide_minima(topo: &Sched<Topo>) {
        let mut left = topo.nr_cpus();
        let mut weights = 0u64;
        for at in 0..CHILDREN {
            let Some(child) = topo.children.get(at) else {
                break;
            };
            let given = least(child).min(left);
            topo.share.set_of(child, given);
            left -= given;
            weights += growing(given, most(child), WEIGHT.of(child));
        }
        topo.left.set(left);
        topo.weights.set(weights);
    }

    /// The weight of a child, unless it has what it may have at most.
    fn growing(share: u32, limit: u32, weight: u32) -> u64 {
        if share < limit { weight as u64 } else { 0 }
    }

    /// Divides what is left by weights: all of it, unless that fills some child up to its maximum.
    /// What one child's part is short of a whole CPU goes to the next.
    fn divide_rest(topo: &Sched<Topo>) {
        let mut left = topo.left.get() as u64;
        let mut before = topo.weights.get();
        let mut weights = 0u64;
        let mut surplus = 0u64;
        for at in 0..CHILDREN {
            let Some(child) = topo.children.get(at) else {
                break;
            };
            let share = topo.share.of(child);
            let limit = most(child);
            let weight = growing(share, limit, WEIGHT.of(child));
            if weight > 0 && weight <= before {
                let part = left * weight / before;
                let more = part.min((limit - share) as u64);
                before -= weight;
                left -= part;
                surplus += part - more;
                topo.share.set_of(child, share + more as u32);
                weights += growing(share + more as u32, limit, weight as u32);
            }
        }
        topo.left.set((left + surplus) as u32);
        topo.weights.set(weights);
    }

    /// Divides the CPUs that the instance has, a step at each tick: what a child's maximum leaves
    /// is divided at the next.
    fn divide(topo: &Sched<Topo>) {
        let inputs = inputs(topo);
        if inputs != topo.inputs.get() {
            topo.inputs.set(inputs);
            divide_minima(topo);
        }
        if topo.left.get() > 0 && topo.weights.get() > 0 {
            divide_rest(topo);
        }
    }

    /// Which children come first: those with whole caches, those with more than one, the others.
    fn turn_of(share: u32, cache: u32) -> u32 {
        if cache == 0 || share < cache {
            2
        } else if share / cache * cache == share {
            0
        } else {
            1
        }
    }

    /// Gives every child a range of the CPUs.
    fn deal(topo: &Sched<Topo>) {
        let total = topo.nr_cpus();
        let cache = total / nr_llcs().max(1);
        let mut next = 0;
        let mut version = total;
        for turn in 0..3 {
            for at in 0..CHILDREN {
                let Some(child) = topo.children.get(at) else {
                    break;
                };
                let share = topo.share.of(child);
                if turn_of(share, cache) == turn {
                    topo.first.set_of(child, next);
                    next += share;
                    version = version.wrapping_mul(31).wrapping_add(next).wrapping_add(at);
                }
            }
        }
        topo.version.set(version);
    }

    /// Looks for the CPU's home, if ranges changed since it did.
    fn settle(topo: &Sched<Topo>, cpu: &Cpu<Topo>) {
        let version = topo.version.get();
        // Below another CPU scheduler the CPUs change all the time.
        if cpu.version.get() == version && topo.is_root() {
            return;
        }
        cpu.version.set(version);
        let place = topo.place_of(cpu);
        let mut home = 0;
        for at in 0..CHILDREN {
            let Some(child) = topo.children.get(at) else {
                break;
            };
            let first = topo.first.of(child);
            if place >= first && place - first < topo.share.of(child) {
                home = at + 1;
            }
        }
        cpu.home.set(home);
    }

    /// The CPU's home child, if it has one.
    fn home(topo: &Sched<Topo>, cpu: &Cpu<Topo>) -> Option<&'static Child> {
        let home = cpu.home.get();
        if home == 0 {
            return None;
        }
        topo.children.get(home - 1)
    }

    /// How many CPUs the child has above its share; negative: how many it lacks.
    fn above(topo: &Sched<Topo>, child: &Child) -> i32 {
        child.nr_cpus() as i32 - topo.share.of(child) as i32
    }

    fn may_get(child: &Child, cpu: &Cpu<Topo>) -> bool {
        child.wants_cpu(cpu) && child.nr_cpus() < most(child)
    }

    /// Who gets a CPU that its home does not want: the child that has least above its share.
    fn borrower(topo: &Sched<Topo>, cpu: &Cpu<Topo>) -> Option<&'static Child> {
        let mut next = None;
        // More than any: a number that the verifier does not know keeps its work small.
        let mut least = topo.nr_cpus() as i32 + 512;
        for at in 0..CHILDREN {
            let Some(child) = topo.children.get(at) else {
                break;
            };
            if may_get(child, cpu) {
                let above = above(topo, child);
                if above < least {
                    least = above;
                    next = Some(child);
                }
            }
        }
        next
    }

    /// Gets the child one of its own CPUs, if one of them idles. If not, returns one of them that is
    /// lent and that the waiting thread may use.
    fn own_cpu(
        topo: &Sched<Topo>,
        child: &Child,
        request: &Request<Topo>,
    ) -> Option<&'static Cpu<Topo>> {
        let count = nr_cpu_ids();
        let from = topo.search_from.get();
        topo.search_from.set(from + SEARCHED.min(count));
        let mut found = None;
        for turn in 0..SEARCHED {
            if turn >= count {
                break;
            }
            let Some(cpu) = topo.cpu((from + turn) % count) else {
                break;
            };
            if cpu.home.get() != child.index() + 1 || cpu.is_preempted() {
                continue;
            }
            if cpu.is_idle() {
                if request.claim(cpu) {
                    return Some(cpu);
                }
            } else if is_lent(topo, child, cpu) && request.may_use(cpu) {
                found = Some(cpu);
            }
        }
        found
    }

    /// Whether `holder` should give the CPU back: to its home, or because it has too many.
    fn is_due(topo: &Sched<Topo>, holder: &Child, cpu: &Cpu<Topo>) -> bool {
        let too_many = holder.nr_cpus() > most(holder);
        match home(topo, cpu) {
            // Its own CPUs are never more than a child may have; what it has elsewhere it loses then.
            Some(home) => !holder.is(home) && (too_many || home.nr_cpus_needed() > home.nr_cpus()),
            None => too_many,
        }
    }

    /// Whether a child other than its home has the CPU.
    fn is_lent(topo: &Sched<Topo>, home: &Child, cpu: &Cpu<Topo>) -> bool {
        match cpu.holder() {
            Some(holder) => !holder.is(home) && !holder.is(&topo.idle),
            None => false,
        }
    }

    /// Whether a child waits that may have more CPUs.
    fn somebody_waits(topo: &Sched<Topo>) -> bool {
        for at in 0..CHILDREN {
            let Some(child) = topo.children.get(at) else {
                break;
            };
            if child.nr_cpus_needed() > child.nr_cpus() && child.nr_cpus() < most(child) {
                return true;
            }
        }
        false
    }

    /// Has one of the CPUs that idle pick.
    fn wake_idle(topo: &Sched<Topo>) {
        let count = nr_cpu_ids();
        let from = topo.search_from.get();
        topo.search_from.set(from + SEARCHED.min(count));
        for turn in 0..SEARCHED {
            if turn >= count {
                break;
            }
            let Some(cpu) = topo.cpu((from + turn) % count) else {
                break;
            };
            if cpu.is_idle() && !cpu.is_preempted() && topo.holds(cpu) {
                cpu.preempt();
                break;
            }
        }
    }

    impl CpuScheduler for Topo {
        fn request_for_cpus(topo: &Sched<Self>, child: &Child, request: &Request<Self>) {
            if child.nr_cpus() >= most(child) {
                return;
            }
            let own = own_cpu(topo, child, request);
            if let Some(cpu) = own {
                let idles = cpu.is_idle();
                if idles {
                    cpu.preempt();
                    return;
                }
            }
            // The usual answer on a busy machine, and cheaper than to ask the kernel.
            let idle = if topo.idle.nr_cpus() > 0 {
                request.claim_idle_cpu()
            } else {
                None
            };
            if let Some(cpu) = idle {
                cpu.preempt();
                return;
            }
            if !topo.is_root() {
                topo.request_cpus(request.nr_cpus());
            }
            if let Some(cpu) = own {
                cpu.preempt();
            }
        }

        fn cpu_ticked(topo: &Sched<Self>, cpu: &Cpu<Self>) {
            divide(topo);
            deal(topo);
            settle(topo, cpu);
            // A maximum was raised, or a wakeup missed the CPU that was going idle.
            if topo.idle.nr_cpus() > 0 && somebody_waits(topo) {
                wake_idle(topo);
            }
            if cpu.is_preempted() {
                return;
            }
            let Some(holder) = cpu.holder() else {
                return;
            };
            if !holder.is(&topo.idle) && is_due(topo, holder, cpu) {
                cpu.preempt();
            }
        }

        fn pick_next_task(topo: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = match home(topo, cpu) {
                Some(home) => {
                    if home.wants_cpu(cpu) {
                        Some(home)
                    } else {
                        borrower(topo, cpu)
                    }
                }
                None => borrower(topo, cpu),
            };
            match next {
                Some(child) => cpu.grant(child),
                None => {
                    if topo.is_root() {
                        cpu.grant(&topo.idle);
                    } else {
                        cpu.yield_to_parent();
                    }
                }
            }
        }
    }
}
