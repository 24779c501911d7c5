//! Everything that keeps something: lists with all they can do, links, state that is
//! locked and state that is shared, of every type, for the instance, threads and CPUs.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod keeper {
    use flux::prelude::*;

    /// How a thread behaves.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Habit {
        Sleeper = 0,
        Hog = 4,
    }

    /// Two numbers that belong together.
    #[derive(Clone, Copy)]
    pub struct Span {
        from: Nanos,
        to: Nanos,
    }

    #[sched]
    pub struct Keeper {
        /// Threads that sleep often.
        #[locked]
        sleepers: List<Thread, link>,
        /// The others.
        #[locked]
        hogs: List<Thread, hog_link>,
        /// Threads that were preempted, by a link of their own.
        #[locked]
        preempted: List<Thread, preempted_link>,
        /// All that wait, by the time at which they began: on this and on one of the lists.
        #[locked]
        by_age: Tree<Thread, age_node>,
        /// CPUs that run a thread, the latest first.
        #[locked]
        busy: List<Cpu, busy_link>,
        #[locked]
        waiting: [u32; 3],
        #[locked]
        last: Span,
        #[locked]
        is_full: bool,
        small: u8,
        signed_small: i8,
        medium: u16,
        signed_medium: i16,
        word: i32,
        long: i64,
        len: usize,
        habit_of_last: Habit,
    }

    #[thread]
    pub struct KeeperThread {
        link: Link,
        hog_link: Link,
        preempted_link: Link,
        #[key(woken_at)]
        age_node: Node,
        habit: Habit,
        woken_at: Nanos,
        runs: u32,
    }

    #[cpu]
    pub struct KeeperCpu {
        busy_link: Link,
        last_pid: u32,
        is_hot: bool,
    }

    /// Threads that are looked at in one pick.
    const WALK: u32 = 4;

    impl ThreadScheduler for Keeper {
        fn thread_new(_keeper: &Sched<Self>, thread: &Thread<Self>) {
            thread.habit.set(Habit::Sleeper);
        }

        fn thread_runnable(keeper: &Sched<Self>, thread: &Thread<Self>) {
            let habit = thread.habit.get();
            thread.woken_at.set(now());
            let mut locked = keeper.lock();
            locked.by_age.insert(thread);
            if habit == Habit::Hog {
                locked.hogs.push_back(thread);
            } else if locked.sleepers.is_empty() {
                locked.sleepers.push_front(thread);
            } else {
                locked.sleepers.push_back(thread);
            }
            locked.waiting[1] += 1;
            drop(locked);
            keeper.request_cpus(1);
        }

        fn thread_preempted(keeper: &Sched<Self>, thread: &Thread<Self>) {
            let time = now();
            let mut locked = keeper.lock();
            locked.preempted.push_front(thread);
            locked.last = Span {
                from: locked.last.to,
                to: time,
            };
        }

        fn thread_on_cpu(keeper: &Sched<Self>, thread: &Thread<Self>, cpu: &Cpu<Self>) {
            let mut locked = keeper.lock();
            if locked.busy.contains(cpu) {
                locked.busy.remove(cpu);
            }
            locked.busy.push_front(cpu);
            drop(locked);
            cpu.last_pid.set(thread.pid());
            cpu.is_hot.set(true);
            keeper.len.set(keeper.len.get() + 1);
            keeper.habit_of_last.set(thread.habit.get());
        }

        fn pick_next_task(keeper: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut locked = keeper.lock();
            let mut oldest = locked.by_age.min();
            for _ in 0..WALK {
                let Some(thread) = oldest else { break };
                if thread.may_run_on(cpu) {
                    break;
                }
                oldest = locked.by_age.next(thread);
            }
            let next = match locked.preempted.pop_back() {
                Some(thread) => Some(thread),
                None => match locked.sleepers.pop_front() {
                    Some(thread) => Some(thread),
                    None => oldest,
                },
            };
            locked.is_full = locked.hogs.front().is_some();
            drop(locked);
            match next {
                Some(thread) => cpu.run_thread(thread, Nanos::from_millis(2)),
                None => cpu.yield_to_parent(),
            }
        }

        fn thread_departed(keeper: &Sched<Self>, thread: &Thread<Self>) {
            let mut locked = keeper.lock();
            if locked.hogs.contains(thread) && locked.hogs.next(thread).is_none() {
                locked.hogs.remove(thread);
                locked.by_age.remove(thread);
            }
        }
    }
}

flux::hierarchy! {
    pub DataStructures = roci::Roci { primary: keeper::Keeper, idle: idle::Idle };
    new_threads => primary;
}

fn main() {}
