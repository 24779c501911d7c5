//! Children that the hierarchy names, what is kept for each, and where CPUs are.

use flux_schedulers::{biff, idle};

/// Each child gets what it wants, up to its most, in the order of the children.
#[flux::subsched]
mod limits {
    use flux::prelude::*;

    /// Children that one instance takes.
    const CHILDREN: usize = 3;

    #[sched]
    pub struct Limits {
        /// Those who share the CPUs.
        #[role(claims_idle)]
        children: Children<CHILDREN>,
        /// Gets the rest.
        #[role]
        idle: Child,
        /// When each was granted a CPU last.
        granted_at: PerChild<Nanos>,
        /// CPUs that were taken back.
        taken: u32,
    }

    /// How many CPUs a child may have.
    #[tunable]
    pub static MOST: PerChild<u32> = PerChild::new(4);

    /// CPUs that nobody gets.
    #[tunable]
    pub static SPARE: CpuSet = CpuSet::none();

    /// CPUs where all get what they want.
    #[tunable]
    pub static FREE: CpuSet = CpuSet::all();

    /// Whether limits count.
    #[tunable]
    pub static STRICT: bool = true;

    fn may_have(child: &Child, cpu: &Cpu<Limits>) -> bool {
        !STRICT.get() || child.nr_cpus() < MOST.of(child) || FREE.contains(cpu)
    }

    /// The first that wants the CPU.
    fn first(limits: &Sched<Limits>, cpu: &Cpu<Limits>) -> Option<&'static Child> {
        let mut found = None;
        for at in 0..CHILDREN {
            let Some(child) = limits.children.get(at as u32) else {
                break;
            };
            if found.is_none() && child.wants_cpu(cpu) && may_have(child, cpu) {
                found = Some(child);
            }
        }
        found
    }

    /// How many there are besides the first.
    fn others(children: &Children<CHILDREN>) -> u32 {
        children.len() - 1
    }

    impl CpuScheduler for Limits {
        fn request_for_cpus(limits: &Sched<Self>, child: &Child, request: &Request<Self>) {
            for at in 0..8 {
                if at >= nr_cpu_ids() {
                    break;
                }
                let Some(cpu) = limits.cpu(at) else { break };
                let near = cpu.llc() + 1 < nr_llcs() || cpu.node() == 0 || cpu.core() == 0;
                if near && cpu.is_idle() && !cpu.is_preempted() && request.claim(cpu) {
                    cpu.preempt();
                    return;
                }
                if child.index() == 0 && request.may_use(cpu) && limits.holds(cpu) {
                    cpu.preempt();
                }
            }
            if !limits.is_root() {
                limits.request_cpus(1);
            }
        }

        fn pick_next_task(limits: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = first(limits, cpu);
            if next.is_none() && others(&limits.children) > 0 {
                limits.taken.set(0);
            }
            match next {
                Some(child) => {
                    limits.granted_at.set_of(child, now());
                    cpu.grant(child);
                }
                None => cpu.grant(&limits.idle),
            }
        }

        fn cpu_ticked(limits: &Sched<Self>, cpu: &Cpu<Self>) {
            let Some(holder) = cpu.holder() else { return };
            let age = now() - limits.granted_at.of(holder);
            if SPARE.contains(cpu) || age > Nanos::from_millis(20) {
                limits.taken.set(limits.taken.get() + 1);
                cpu.preempt();
            }
        }
    }
}

flux::hierarchy! {
    pub Children = limits::Limits {
        urgent: biff::Biff,
        inner: limits::Limits { only: biff::Biff, idle: idle::Idle },
        idle: idle::Idle,
    };
    new_threads => urgent;
}

fn main() {}
