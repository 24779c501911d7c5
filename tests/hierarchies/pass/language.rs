//! What an op may be made of, compiled to the end: the C of all of it goes
//! through clang without a warning.

use flux_schedulers::{idle, roci};

#[flux::subsched]
pub mod policy {
    use flux::prelude::*;

    /// How a CPU is used.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Mode {
        Normal,
        Urgent,
    }

    #[sched]
    pub struct Policy {
        #[locked]
        urgent: List<Thread, link>,
        #[locked]
        others: List<Thread, link_of_others>,
        #[locked]
        picks: u64,
        #[locked]
        by_weight: [u32; CLASSES],
        #[locked]
        mode: Mode,
        last_urgent: Nanos,
        debug: bool,
    }

    #[thread]
    pub struct PolicyThread {
        link: Link,
        link_of_others: Link,
        runs: u32,
        debt: i64,
    }

    /// What is known of a pick.
    #[derive(Clone, Copy)]
    pub struct Pick {
        slice: Nanos,
        class: usize,
    }

    #[cpu]
    pub struct PolicyCpu {
        started: Nanos,
    }

    #[tunable]
    pub static SLICE: Nanos = Nanos::from_millis(5);

    #[tunable]
    pub static MAX_RUNS: u32 = 100;

    #[tunable]
    pub static STRICT: bool = false;

    const HEAVY: u32 = 200;
    const CLASSES: usize = 8;
    const SHIFT: u32 = 3;
    const SHORT: Nanos = Nanos::from_micros(100);

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            match mode_of(thread) {
                Mode::Urgent => {
                    policy.last_urgent.set(now());
                    policy.lock().urgent.push_back(thread);
                }
                Mode::Normal => policy.lock().others.push_back(thread),
            }
            policy.request_cpus(1);
        }

        fn thread_wakeup(policy: &Sched<Self>, thread: &Thread<Self>) {
            policy.lock().others.push_front(thread);
            let nice = thread.nice();
            let wanted = match nice {
                -20..=-10 => 4u32,
                -9 | -8 => 3,
                -7..=-1 => 2,
                _ => 1,
            };
            policy.request_cpus(wanted);
        }

        fn thread_on_cpu(_policy: &Sched<Self>, thread: &Thread<Self>, cpu: &Cpu<Self>) {
            thread.runs.set(thread.runs.get() + 1);
            cpu.started.set(now());
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = {
                let mut locked = policy.lock();
                locked.picks += 1;
                match locked.urgent.pop_front() {
                    Some(thread) => Some(thread),
                    None => locked.others.pop_front(),
                }
            };
            let Some(thread) = next else {
                if cpu.current().is_some() {
                    cpu.run_current(SLICE.get());
                } else if policy.nr_cpus_needed() > 0 && cpu.id() != 0 {
                    cpu.restart_pick();
                } else if policy.id() == 2 {
                    cpu.run_idle();
                } else {
                    cpu.yield_to_parent();
                }
                return;
            };
            let mut slice = SLICE.get();
            if thread.runs.get() > MAX_RUNS.get() && slice > SHORT {
                slice = slice - SHORT;
            }
            let pick = Pick {
                slice,
                class: class_of(thread),
            };
            count(policy, pick);
            assert!(pick.class < CLASSES, "a class too many");
            cpu.run_thread(thread, pick.slice);
        }

        fn thread_blocked(policy: &Sched<Self>, thread: &Thread<Self>) {
            let ran = now() - policy.last_urgent.get();
            let debt = thread.debt.get() - (ran.as_nanos() >> SHIFT) as i64;
            thread.debt.set(debt / 2 + debt % 3);
            if numbers(thread) == 0 {
                panic!("no number is 0");
            }
        }

        fn thread_yielded(policy: &Sched<Self>, thread: &Thread<Self>) {
            policy.lock().others.push_back(thread);
            let last = policy.lock().others.pop_back();
            if let Some(last) = last {
                if last.pid() == thread.pid() || first_urgent(policy) == last.tgid() {
                    policy.lock().others.push_front(last);
                }
            } else {
                policy.debug.set(true);
            }
        }

        fn direct_slice(_policy: &Sched<Self>, thread: &Thread<Self>) -> Nanos {
            let micros = (thread.weight() as u64) / 2;
            Nanos::from_micros(micros) + SHORT
        }

        fn cpu_ticked(policy: &Sched<Self>, cpu: &Cpu<Self>, thread: &Thread<Self>) {
            let mut heaviest = 0usize;
            let mut most = 0u32;
            {
                let locked = policy.lock();
                for class in 0..CLASSES {
                    let here = locked.by_weight[class];
                    if here <= most {
                        continue;
                    }
                    most = here;
                    heaviest = class;
                    if most > 1_000_000 {
                        break;
                    }
                }
            }
            let same = heaviest == class_of(thread);
            if STRICT.get() && !same && thread.may_run_on(cpu) || policy.debug.get() {
                cpu.preempt();
            }
        }

        fn thread_departed(policy: &Sched<Self>, thread: &Thread<Self>) {
            let mut locked = policy.lock();
            if locked.urgent.contains(thread) {
                locked.urgent.remove(thread);
                locked.mode = Mode::Normal;
            }
            let empty = locked.urgent.is_empty() && locked.others.front().is_none();
            locked.mode = if empty { Mode::Normal } else { locked.mode };
        }
    }

    /// Integers: every operator, casts between widths and signs, methods, arrays by value.
    fn numbers(thread: &Thread<Policy>) -> u64 {
        let weight = thread.weight();
        let signed = -(weight as i32);
        let narrow = (weight as u8).wrapping_add(200) ^ 0x0f;
        let inverse = !narrow & 0x7f | 1;
        let table = [1u32, 2, 4, 8];
        let mut squares = [0u32; 4];
        for outer in 0..4 {
            for inner in 0..2 {
                if outer == 1 && inner == 1 {
                    break;
                }
                squares[outer] = table[outer].wrapping_mul(table[outer]);
            }
        }
        let mut sum = squares[(weight % 4) as usize]
            .min(7)
            .max(2)
            .saturating_sub(1);
        sum = sum
            .saturating_add(weight << 3)
            .wrapping_sub(weight >> (sum & 7));
        sum |= 1;
        sum -= 1;
        let quotient = weight / (inverse as u32);
        (sum as u64) + (signed as i64 as u64) * (quotient as u64)
    }

    /// The first of the urgent, which must be there.
    fn first_urgent(policy: &Sched<Policy>) -> u32 {
        let first = policy.lock().urgent.front().expect("somebody is urgent");
        first.pid()
    }

    fn class_of(thread: &Thread<Policy>) -> usize {
        let weight = thread.weight() as usize;
        (weight / 100) & (CLASSES - 1)
    }

    fn count(policy: &Sched<Policy>, pick: Pick) {
        let mut locked = policy.lock();
        locked.by_weight[pick.class] += 1;
        if locked.mode == Mode::Urgent {
            return;
        }
        let long = pick.slice > SHORT;
        locked.picks += long as u64;
    }

    fn mode_of(thread: &Thread<Policy>) -> Mode {
        if thread.weight() >= HEAVY || thread.nice() < -5 || thread.is_kernel_thread() {
            Mode::Urgent
        } else {
            Mode::Normal
        }
    }
}

flux::hierarchy! {
    pub Language = roci::Roci { primary: policy::Policy, idle: idle::Idle };
    new_threads => primary;
}

fn main() {}
