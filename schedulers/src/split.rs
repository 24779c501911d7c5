//! See [`split`].

/// Any number of children share the CPUs: a fixed number each, a minimum, a
/// maximum, a weight.
///
/// **Policy.** A child's *share* is how many CPUs it has when all want more. Minima
/// come first, in the order of the children; what is left is divided by weights, and
/// nobody is given more than its maximum. What a child does not use is lent: a pick
/// gives the CPU to the child that has least above its share, or lacks most. When a
/// child that lacks CPUs wakes up and none idles, it gets one back at once from the
/// child that has most above its share; what was missed is made up at the next tick of
/// the CPU. After a tick no child that wants CPUs has two less, by its share, than
/// another. CPUs that come and go change the shares at the next tick.
///
/// | tunable, for each child | |
/// |---|---|
/// | [`CPUS`](split::CPUS) | exactly so many; counts instead of `MIN` and `MAX` unless 0 |
/// | [`MIN`](split::MIN) | so many at least, whatever the weights say |
/// | [`MAX`](split::MAX) | so many at most, even if others leave theirs |
/// | [`WEIGHT`](split::WEIGHT) | its part of what minima leave; 0: none, it only borrows |
///
/// Without any setting all children share alike; with some of them fixed, the others
/// share the rest.
///
/// **State.** In the instance, each child's share. Nothing for threads and CPUs.
///
/// **When to use it.** As the root of a machine that serves several purposes, each
/// with a policy of its own. It may be nested: below another CPU scheduler it divides
/// what it is given, asks its parent for more, and gives back what no child wants; its
/// own `idle` then has nothing to do.
///
/// **Cost.** A pick looks at each child once (about 50 instructions each), and so does a
/// tick. Taking a CPU back looks at up to 64 CPUs. A tick also looks whether the shares
/// are still right, and divides them again if not. A thread that wakes up while a CPU
/// idles goes there without asking (`claims_idle`).
///
/// **What it does not do.** It knows nothing of caches ([`topo`](mod@crate::topo) does), nor
/// whether a child's threads may use the CPU that it gets back. A maximum does not keep a
/// waking thread from a CPU that idles; the child loses what it has above when somebody else
/// wants it. Before the first tick all have the share 0, and borrow. Ticks come on all CPUs
/// at once, so that more CPUs may be asked back than needed; those go on where they were.
/// On CPUs without ticks (`nohz_full`) only wakeups take back. Who waits for a higher maximum
/// gets more at the next ticks, one CPU at each, not when it is set.
#[flux::subsched]
pub mod split {
    use flux::prelude::*;

    /// Children that one instance takes.
    const CHILDREN: u32 = 8;

    /// CPUs that one search looks at; the next one goes on behind them.
    const SEARCHED: u32 = 64;

    /// The instance, its roles, and how the CPUs are shared.
    #[sched]
    pub struct Split {
        /// Those who share the CPUs.
        #[role(claims_idle)]
        children: Children<8>,
        /// Gets what nobody wants.
        #[role]
        idle: Child,
        /// How many CPUs each has if all want more.
        share: PerChild<u32>,
        /// What the shares were made for: changes are seen at a tick.
        inputs: u32,
        /// CPUs that are still to be divided.
        left: u32,
        /// The weights of those who may get some of them.
        weights: u64,
        /// The CPU at which the next search begins.
        search_from: u32,
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
    fn inputs(split: &Sched<Split>) -> u32 {
        let mut inputs = split.nr_cpus() + 1;
        for at in 0..CHILDREN {
            let Some(child) = split.children.get(at) else {
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
    fn divide_minima(split: &Sched<Split>) {
        let mut left = split.nr_cpus();
        let mut weights = 0u64;
        for at in 0..CHILDREN {
            let Some(child) = split.children.get(at) else {
                break;
            };
            let given = least(child).min(left);
            split.share.set_of(child, given);
            left -= given;
            weights += growing(given, most(child), WEIGHT.of(child));
        }
        split.left.set(left);
        split.weights.set(weights);
    }

    /// The weight of a child, unless it has what it may have at most.
    fn growing(share: u32, limit: u32, weight: u32) -> u64 {
        if share < limit { weight as u64 } else { 0 }
    }

    /// Divides what is left by weights: all of it, unless that fills some child up to its maximum.
    /// What one child's part is short of a whole CPU goes to the next.
    fn divide_rest(split: &Sched<Split>) {
        let mut left = split.left.get() as u64;
        let mut before = split.weights.get();
        let mut weights = 0u64;
        let mut surplus = 0u64;
        for at in 0..CHILDREN {
            let Some(child) = split.children.get(at) else {
                break;
            };
            let share = split.share.of(child);
            let limit = most(child);
            let weight = growing(share, limit, WEIGHT.of(child));
            if weight > 0 && weight <= before {
                let part = left * weight / before;
                let more = part.min((limit - share) as u64);
                before -= weight;
                left -= part;
                surplus += part - more;
                split.share.set_of(child, share + more as u32);
                weights += growing(share + more as u32, limit, weight as u32);
            }
        }
        split.left.set((left + surplus) as u32);
        split.weights.set(weights);
    }

    /// Divides the CPUs that the instance has, a step at each tick: what a child's maximum leaves
    /// is divided at the next.
    fn divide(split: &Sched<Split>) {
        let inputs = inputs(split);
        if inputs != split.inputs.get() {
            split.inputs.set(inputs);
            divide_minima(split);
        }
        if split.left.get() > 0 && split.weights.get() > 0 {
            divide_rest(split);
        }
    }

    /// How many CPUs the child has above its share; negative: how many it lacks.
    fn above(split: &Sched<Split>, child: &Child) -> i32 {
        child.nr_cpus() as i32 - split.share.of(child) as i32
    }

    /// Who gets the CPU: of those who want it the child that has least above its share.
    fn next_child(split: &Sched<Split>, cpu: &Cpu<Split>) -> Option<&'static Child> {
        let mut next = None;
        // More than any: a number that the verifier does not know keeps its work small.
        let mut least = split.nr_cpus() as i32 + 512;
        for at in 0..CHILDREN {
            let Some(child) = split.children.get(at) else {
                break;
            };
            if child.wants_cpu(cpu) && child.nr_cpus() < most(child) {
                let above = above(split, child);
                if above < least {
                    least = above;
                    next = Some(child);
                }
            }
        }
        next
    }

    /// Whether the CPU of `holder` should go to another child: the two would be nearer to their
    /// shares, or it has more than it may have.
    fn is_due(split: &Sched<Split>, holder: &Child) -> bool {
        let has = above(split, holder);
        let too_much = holder.nr_cpus() > most(holder);
        for at in 0..CHILDREN {
            let Some(child) = split.children.get(at) else {
                break;
            };
            let wants = child.nr_cpus_needed() > child.nr_cpus() && child.nr_cpus() < most(child);
            if wants && !child.is(holder) && (too_much || has >= above(split, child) + 2) {
                return true;
            }
        }
        false
    }

    /// Who lends most, if it lends so much that `child` should get one of its CPUs.
    fn lender(split: &Sched<Split>, child: &Child) -> Option<&'static Child> {
        let mut found = None;
        let mut most = above(split, child) + 1;
        for at in 0..CHILDREN {
            let Some(other) = split.children.get(at) else {
                break;
            };
            if !other.is(child) && above(split, other) > most {
                most = above(split, other);
                found = Some(other);
            }
        }
        found
    }

    /// Takes one CPU of `lender` back that the waiting thread may use.
    fn take_back(split: &Sched<Split>, lender: &Child, request: &Request<Split>) {
        let count = nr_cpu_ids();
        let from = split.search_from.get();
        split.search_from.set(from + SEARCHED.min(count));
        for turn in 0..SEARCHED {
            if turn >= count {
                break;
            }
            let Some(cpu) = split.cpu((from + turn) % count) else {
                break;
            };
            let Some(holder) = cpu.holder() else {
                continue;
            };
            if holder.is(lender) && !cpu.is_preempted() && request.may_use(cpu) {
                split.search_from.set(cpu.id() + 1);
                cpu.preempt();
                break;
            }
        }
    }

    /// Whether a child waits that may have more CPUs.
    fn somebody_waits(split: &Sched<Split>) -> bool {
        for at in 0..CHILDREN {
            let Some(child) = split.children.get(at) else {
                break;
            };
            if child.nr_cpus_needed() > child.nr_cpus() && child.nr_cpus() < most(child) {
                return true;
            }
        }
        false
    }

    /// Has one of the CPUs that idle pick.
    fn wake_idle(split: &Sched<Split>) {
        let count = nr_cpu_ids();
        let from = split.search_from.get();
        split.search_from.set(from + SEARCHED.min(count));
        for turn in 0..SEARCHED {
            if turn >= count {
                break;
            }
            let Some(cpu) = split.cpu((from + turn) % count) else {
                break;
            };
            if cpu.is_idle() && !cpu.is_preempted() && split.holds(cpu) {
                cpu.preempt();
                break;
            }
        }
    }

    impl CpuScheduler for Split {
        fn request_for_cpus(split: &Sched<Self>, child: &Child, request: &Request<Self>) {
            if child.nr_cpus() >= most(child) {
                return;
            }
            // The usual answer on a busy machine, and cheaper than to ask the kernel.
            let idle = if split.idle.nr_cpus() > 0 {
                request.claim_idle_cpu()
            } else {
                None
            };
            if let Some(cpu) = idle {
                cpu.preempt();
                return;
            }
            if !split.is_root() {
                split.request_cpus(request.nr_cpus());
            }
            if let Some(lender) = lender(split, child) {
                take_back(split, lender, request);
            }
        }

        fn cpu_ticked(split: &Sched<Self>, cpu: &Cpu<Self>) {
            divide(split);
            // A maximum was raised, or a wakeup missed the CPU that was going idle.
            if split.idle.nr_cpus() > 0 && somebody_waits(split) {
                wake_idle(split);
            }
            let Some(holder) = cpu.holder() else { return };
            if !cpu.is_preempted() && is_due(split, holder) {
                cpu.preempt();
            }
        }

        fn pick_next_task(split: &Sched<Self>, cpu: &Cpu<Self>) {
            match next_child(split, cpu) {
                Some(child) => cpu.grant(child),
                None => {
                    if split.is_root() {
                        cpu.grant(&split.idle);
                    } else {
                        cpu.yield_to_parent();
                    }
                }
            }
        }
    }
}
