//! Vices that a policy cannot have: what tests/hostile would do if it were let.

/// Keeps a popped thread, to run it a second time in a later pick.
#[flux::subsched]
mod keeps_handles {
    use flux::prelude::*;

    #[sched]
    pub struct KeepsHandles {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        kept: Option<Thread<KeepsHandles>>,
    }

    #[thread]
    pub struct KeepsHandlesThread {
        link: Link,
    }

    impl ThreadScheduler for KeepsHandles {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            sched.lock().queue.push_back(thread);
        }

        fn pick_next_task(_sched: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.yield_to_parent();
        }
    }
}

/// Has threads and no op that is told of them.
#[flux::subsched]
mod hears_of_nobody {
    use flux::prelude::*;

    #[sched]
    pub struct HearsOfNobody {}

    #[thread]
    pub struct HearsOfNobodyThread {}

    impl ThreadScheduler for HearsOfNobody {
        fn pick_next_task(_sched: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.yield_to_parent();
        }
    }
}

/// Grants nothing to one child.
#[flux::subsched]
mod never_grants {
    use flux::prelude::*;

    #[sched]
    pub struct NeverGrants {
        #[role]
        victim: Child,
        #[role]
        idle: Child,
    }

    impl CpuScheduler for NeverGrants {
        fn request_for_cpus(_sched: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.grant(&sched.idle);
        }
    }
}

/// Runs threads where they are handed over, and takes CPUs while it picks.
#[flux::subsched]
mod acts_anywhere {
    use flux::prelude::*;

    #[sched]
    pub struct ActsAnywhere {}

    #[thread]
    pub struct ActsAnywhereThread {}

    impl ThreadScheduler for ActsAnywhere {
        fn thread_runnable(_sched: &Sched<Self>, _thread: &Thread<Self>) {}

        fn cpu_ticked(_sched: &Sched<Self>, cpu: &Cpu<Self>, thread: &Thread<Self>) {
            cpu.run_thread(thread, Nanos::from_millis(1));
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            sched.request_cpus(1_000_000);
            cpu.preempt();
        }
    }
}

/// Never comes to an end.
#[flux::subsched]
mod never_ends {
    use flux::prelude::*;

    #[sched]
    pub struct NeverEnds {}

    impl ThreadScheduler for NeverEnds {
        fn pick_next_task(_sched: &Sched<Self>, cpu: &Cpu<Self>) {
            for _turn in 0..1_000_000u32 {
                cpu.restart_pick();
            }
            loop {}
        }
    }
}

/// Calls into the kernel with the lock in its hands, and takes it twice.
#[flux::subsched]
mod never_unlocks {
    use flux::prelude::*;

    #[sched]
    pub struct NeverUnlocks {
        #[locked]
        picks: u32,
    }

    impl ThreadScheduler for NeverUnlocks {
        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut locked = sched.lock();
            locked.picks += 1;
            sched.lock().picks += 1;
            cpu.run_idle();
        }
    }
}

fn main() {}
