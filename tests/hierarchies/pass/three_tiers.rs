//! Three tiers: what a CPU scheduler in the middle does, with every op that it may have.

use flux_schedulers::{biff, idle, roci};

/// Shares what it is granted between two children, by turns.
#[flux::subsched]
mod turns {
    use flux::prelude::*;

    #[sched]
    pub struct Turns {
        #[role(claims_idle)]
        left: Child,
        #[role(claims_idle)]
        right: Child,
        /// Picks so far.
        #[locked]
        picks: u32,
        /// CPUs that were taken away.
        taken: u64,
    }

    #[cpu]
    pub struct TurnsCpu {
        /// When it came here.
        granted_at: Nanos,
        /// Ticks since then.
        ticks: u32,
    }

    /// After how many ticks a CPU is looked at again.
    #[tunable]
    pub static TURN_TICKS: u32 = 4;

    impl CpuScheduler for Turns {
        fn request_for_cpus(turns: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            turns.request_cpus(request.nr_cpus());
        }

        fn pick_next_task(turns: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut locked = turns.lock();
            locked.picks += 1;
            let is_left = locked.picks % 2 == 0;
            drop(locked);
            if is_left && turns.left.wants_cpu(cpu) {
                cpu.grant(&turns.left);
            } else if turns.right.wants_cpu(cpu) {
                cpu.grant(&turns.right);
            } else if turns.left.wants_cpu(cpu) {
                cpu.grant(&turns.left);
            } else {
                cpu.yield_to_parent();
            }
        }

        fn cpu_allocated(_turns: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.granted_at.set(now());
            cpu.ticks.set(0);
        }

        fn cpu_returned(turns: &Sched<Self>, child: &Child, _cpu: &Cpu<Self>) {
            if child.is(&turns.left) {
                turns.request_cpus(1);
            }
        }

        fn cpu_preempted(turns: &Sched<Self>, _cpu: &Cpu<Self>) {
            turns.taken.set(turns.taken.get() + 1);
        }

        fn cpu_preemption_completed(_turns: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.ticks.set(0);
        }

        fn cpu_ticked(_turns: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.ticks.set(cpu.ticks.get() + 1);
            if cpu.ticks.get() >= TURN_TICKS.get() {
                cpu.preempt();
            }
        }
    }
}

flux::hierarchy! {
    pub ThreeTiers = roci::Roci {
        primary: turns::Turns { left: biff::Biff, right: biff::Biff },
        idle: idle::Idle,
    };
    new_threads => primary.left;
}

fn main() {}
