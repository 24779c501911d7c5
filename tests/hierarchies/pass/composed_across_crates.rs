//! Paths of every form, one type used twice, a subtree.

use flux_schedulers::{biff, idle as halt, roci::Roci};

mod mine {
    /// A FIFO of this crate.
    #[flux::subsched]
    pub mod fifo {
        use flux::prelude::*;

        #[sched]
        pub struct Fifo {
            #[locked]
            queue: List<Thread, link>,
        }

        #[thread]
        pub struct FifoThread {
            link: Link,
        }

        impl ThreadScheduler for Fifo {
            fn thread_runnable(fifo: &Sched<Self>, thread: &Thread<Self>) {
                fifo.lock().queue.push_back(thread);
                fifo.request_cpus(1);
            }

            fn pick_next_task(fifo: &Sched<Self>, cpu: &Cpu<Self>) {
                let next = fifo.lock().queue.pop_front();
                if let Some(thread) = next {
                    cpu.run_thread(thread, Nanos::from_millis(1));
                } else {
                    cpu.yield_to_parent();
                }
            }
        }
    }

    pub use fifo::Fifo as Renamed;
}

flux::hierarchy! {
    pub AcrossCrates = Roci {
        primary: flux_schedulers::roci::Roci {
            primary: self::mine::Renamed,
            idle: biff::Biff,
        },
        idle: halt::Idle,
    };
    new_threads => primary.primary;
}

fn main() -> flux::Result<()> {
    flux::main::<AcrossCrates>()
}
