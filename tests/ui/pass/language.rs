//! What an op may be made of.

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
        last_urgent: Nanos,
    }

    #[thread]
    pub struct PolicyThread {
        link: Link,
        link_of_others: Link,
        runs: u32,
    }

    #[cpu]
    pub struct PolicyCpu {
        started: Nanos,
    }

    #[tunable]
    pub static SLICE: Nanos = Nanos::from_millis(5);

    #[tunable]
    pub static MAX_RUNS: u32 = 100;

    const HEAVY: u32 = 200;

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
                } else {
                    cpu.yield_to_parent();
                }
                return;
            };
            let mut slice = SLICE.get();
            if thread.runs.get() > MAX_RUNS.get() && slice > Nanos::from_micros(100) {
                slice = slice - Nanos::from_micros(100);
            }
            cpu.run_thread(thread, slice);
        }
    }

    fn mode_of(thread: &Thread<Policy>) -> Mode {
        if thread.weight() >= HEAVY || thread.nice() < -5 || thread.is_kernel_thread() {
            Mode::Urgent
        } else {
            Mode::Normal
        }
    }
}

fn main() {}
