//! A subscheduler of one's own under the library's: `fifo` is written here, `roci`
//! and `idle` come from another crate, and the hierarchy names all three alike.

use flux_schedulers::{idle, roci};

/// First come, first served. A thread may run longer if nobody waits behind it.
#[flux::subsched]
mod fifo {
    use flux::prelude::*;

    /// The threads that wait.
    #[sched]
    pub struct Fifo {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct FifoThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    /// How long a thread may run while others wait.
    #[tunable]
    pub static SLICE: Nanos = Nanos::from_millis(2);

    /// How long it may run otherwise.
    #[tunable]
    pub static SLICE_ALONE: Nanos = Nanos::from_millis(20);

    impl ThreadScheduler for Fifo {
        fn thread_runnable(fifo: &Sched<Self>, thread: &Thread<Self>) {
            fifo.lock().queue.push_back(thread);
            fifo.request_cpus(1);
        }

        fn pick_next_task(fifo: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut locked = fifo.lock();
            let next = locked.queue.pop_front();
            let alone = locked.queue.is_empty();
            drop(locked);
            if let Some(thread) = next {
                cpu.run_thread(thread, slice(alone));
            } else if cpu.current().is_some() {
                cpu.run_current(slice(alone));
            } else {
                cpu.yield_to_parent();
            }
        }
    }

    fn slice(alone: bool) -> Nanos {
        if alone {
            SLICE_ALONE.get()
        } else {
            SLICE.get()
        }
    }
}

flux::hierarchy! {
    /// All threads on `fifo`.
    pub FifoFromScratch = roci::Roci { primary: fifo::Fifo, idle: idle::Idle };
    new_threads => primary;
}

fn main() -> flux::Result<()> {
    flux::main::<FifoFromScratch>()
}
