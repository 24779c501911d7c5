//! The second crate with a `biff::Biff`: other state, another policy, and a
//! tunable of the same name.

/// The thread that came last is served first, but for threads of low priority.
#[flux::subsched]
pub mod biff {
    use flux::prelude::*;

    /// The threads that wait, and how many came.
    #[sched]
    pub struct Biff {
        #[locked]
        stack: List<Thread, place>,
        #[locked]
        came: u64,
    }

    /// What is kept for each thread.
    #[thread]
    pub struct BiffThread {
        place: Link,
        runs: u32,
    }

    /// How long a thread may run.
    #[tunable]
    pub static SLICE: Nanos = Nanos::from_millis(4);

    impl ThreadScheduler for Biff {
        fn thread_runnable(biff: &Sched<Self>, thread: &Thread<Self>) {
            let is_low = thread.nice() > 0;
            let mut locked = biff.lock();
            locked.came += 1;
            if is_low {
                locked.stack.push_back(thread);
            } else {
                locked.stack.push_front(thread);
            }
            drop(locked);
            biff.request_cpus(1);
        }

        fn thread_on_cpu(_biff: &Sched<Self>, thread: &Thread<Self>, _cpu: &Cpu<Self>) {
            thread.runs.set(thread.runs.get() + 1);
        }

        fn pick_next_task(biff: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = biff.lock().stack.pop_front();
            match next {
                Some(thread) => cpu.run_thread(thread, SLICE.get()),
                None => cpu.yield_to_parent(),
            }
        }
    }
}
