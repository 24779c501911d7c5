//! Locks that look dangerous and are not: dropped before the kernel is called, ended by a block, by
//! the end of a statement or of a condition, or by leaving early.

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        total: u32,
        picks: u32,
    }

    #[thread]
    pub struct PolicyThread {
        link: Link,
        since: Nanos,
    }

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            thread.since.set(now());
            {
                let mut guard = policy.lock();
                guard.queue.push_back(thread);
                guard.total += 1;
            }
            policy.request_cpus(1);
            // One lock after the other, in one function.
            let total = policy.lock().total;
            policy.lock().total = total.min(9);
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            if policy.lock().queue.is_empty() {
                // The guard of a condition ends with the condition.
                return cpu.yield_to_parent();
            }
            let mut guard = policy.lock();
            // Shared fields and facts need no lock, and may be used under it.
            policy.picks.set(policy.picks.get() + 1);
            let Some(thread) = guard.queue.pop_front() else {
                // Leaving releases the guard.
                return;
            };
            if guard.total > 3 {
                // Another list than the guard's own end: dropped, then the kernel is called.
                drop(guard);
                return cpu.run_thread(thread, Nanos::from_millis(1));
            }
            drop(guard);
            cpu.run_thread(thread, slice(policy));
        }
    }

    /// Takes the lock itself: called where it is free.
    fn slice(policy: &Sched<Policy>) -> Nanos {
        if policy.lock().total > 1 {
            Nanos::from_millis(1)
        } else {
            Nanos::from_millis(4)
        }
    }
}

fn main() {}
