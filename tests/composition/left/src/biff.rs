//! The first of two types that are called `biff::Biff`.

/// First come, first served.
#[flux::subsched]
pub mod biff {
    use flux::prelude::*;

    /// The threads that wait.
    #[sched]
    pub struct Biff {
        #[locked]
        waiting: List<Thread, link>,
    }

    /// What is kept for each thread.
    #[thread]
    pub struct BiffThread {
        link: Link,
    }

    /// How long a thread may run while others wait.
    #[tunable]
    pub static SLICE: Nanos = Nanos::from_millis(2);

    impl ThreadScheduler for Biff {
        fn thread_runnable(biff: &Sched<Self>, thread: &Thread<Self>) {
            biff.lock().waiting.push_back(thread);
            biff.request_cpus(1);
        }

        fn pick_next_task(biff: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = biff.lock().waiting.pop_front();
            if let Some(thread) = next {
                cpu.run_thread(thread, SLICE.get());
            } else if cpu.current().is_some() {
                cpu.run_current(SLICE.get());
            } else {
                cpu.yield_to_parent();
            }
        }
    }
}
