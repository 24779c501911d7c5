//! A thread scheduler that sends threads to another one, which sends them back.

use flux_schedulers::{idle, roci};

/// Shares its CPUs between `first` and `second`.
#[flux::subsched]
mod pair {
    use flux::prelude::*;

    #[sched]
    pub struct Pair {
        #[role]
        first: Child,
        #[role]
        second: Child,
    }

    impl CpuScheduler for Pair {
        fn request_for_cpus(pair: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            pair.request_cpus(request.nr_cpus());
        }

        fn pick_next_task(pair: &Sched<Self>, cpu: &Cpu<Self>) {
            if pair.first.wants_cpu(cpu) {
                cpu.grant(&pair.first);
            } else if pair.second.wants_cpu(cpu) {
                cpu.grant(&pair.second);
            } else {
                cpu.yield_to_parent();
            }
        }
    }
}

/// Keeps threads until they have used up so many slices.
#[flux::subsched]
mod stage {
    use flux::prelude::*;

    #[sched]
    pub struct Stage {
        #[locked]
        queue: List<Thread, link>,
        /// Where a thread goes then.
        next: Peer,
    }

    #[thread]
    pub struct StageThread {
        link: Link,
        used_up: u32,
    }

    /// Slices that a thread may use up.
    #[tunable]
    pub static SLICES: u32 = 4;

    impl ThreadScheduler for Stage {
        fn thread_preempted(stage: &Sched<Self>, thread: &Thread<Self>) {
            thread.used_up.set(thread.used_up.get() + 1);
            if thread.used_up.get() > SLICES.get() {
                thread.join_scheduler(&stage.next);
                return;
            }
            stage.lock().queue.push_back(thread);
        }

        fn thread_runnable(stage: &Sched<Self>, thread: &Thread<Self>) {
            stage.lock().queue.push_back(thread);
            stage.request_cpus(1);
        }

        fn pick_next_task(stage: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = stage.lock().queue.pop_front();
            match next {
                Some(thread) => cpu.run_thread(thread, Nanos::from_millis(1)),
                None => cpu.yield_to_parent(),
            }
        }
    }
}

flux::hierarchy! {
    Peers = roci::Roci {
        primary: pair::Pair {
            first: stage::Stage { next => primary.second },
            second: stage::Stage { next => primary.first },
        },
        idle: idle::Idle,
    };
    new_threads => primary.first;
}

fn main() {}
