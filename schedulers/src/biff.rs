//! See [`biff`].

/// One FIFO for all its threads, on whatever CPUs it is granted.
///
/// **Policy.** A thread that wakes up, yields or used up its slice goes to the end
/// of one queue; a CPU takes the thread at its front. A thread may run for
/// [`SLICE`](biff::SLICE); if nobody waits then, it goes on where it is.
///
/// **State.** The queue, in the instance; one link in each thread.
///
/// **When to use it.** As the first policy of a new hierarchy, for batch work,
/// and where fairness by arrival is what is wanted. Up to a few dozen CPUs: they
/// all share one queue and its lock.
///
/// **Cost.** Constant time per wakeup and per pick, one lock each. A thread that
/// wakes up while a CPU idles does not pass through the queue.
///
/// **What it does not do.** It knows no weights (nice is ignored), no deadlines, no
/// affinity of threads to caches; a waking thread never interrupts a running one.
#[flux::subsched]
pub mod biff {
    use flux::prelude::*;

    /// The instance: the threads that wait.
    #[sched]
    pub struct Biff {
        #[locked]
        run_queue: List<Thread, link>,
    }

    /// What biff keeps for each thread.
    #[thread]
    pub struct BiffThread {
        /// In `run_queue` while the thread waits.
        link: Link,
    }

    /// How long a thread may run while others wait.
    #[tunable]
    pub static SLICE: Nanos = Nanos::from_millis(5);

    impl ThreadScheduler for Biff {
        fn thread_runnable(biff: &Sched<Self>, thread: &Thread<Self>) {
            biff.lock().run_queue.push_back(thread);
            biff.request_cpus(1);
        }

        fn pick_next_task(biff: &Sched<Self>, cpu: &Cpu<Self>) {
            // The guard ends with the statement: nothing below may be called
            // while the lock is held.
            let next = biff.lock().run_queue.pop_front();
            if let Some(thread) = next {
                cpu.run_thread(thread, SLICE.get());
            } else if cpu.current().is_some() {
                cpu.run_current(SLICE.get());
            } else {
                cpu.yield_to_parent();
            }
        }

        fn direct_slice(_biff: &Sched<Self>, _thread: &Thread<Self>) -> Nanos {
            // An idle CPU means that nobody waits for one, so a waking thread that
            // goes straight to it overtakes no one.
            SLICE.get()
        }
    }
}
