//! The hello world hierarchy as the macros expand it, written by hand.
//!
//! Holds the API to what policies need: every line of an op here stands
//! unchanged in a `#[flux::subsched]` module. It need not run, it must
//! compile.
#![allow(dead_code, reason = "ops are never called in userspace")]
#![allow(
    unused_qualifications,
    reason = "generated code cannot know what is imported"
)]

use flux::{Hierarchy, Node, Subscheduler};

mod biff {
    use flux::prelude::*;

    pub struct Biff {}
    pub struct BiffLocked {
        pub run_queue: flux::List<flux::Thread<Biff>>,
        pub queued: u32,
    }
    pub struct BiffThread {
        pub link: flux::Link,
        pub started_at: flux::Field<Nanos>,
    }
    pub struct BiffCpu {}

    pub static SLICE: flux::Tunable<Nanos> = flux::Tunable::new(Nanos::from_millis(5));

    impl Subscheduler for Biff {
        const NAME: &'static str = "Biff";
        const MODULE: &'static str = module_path!();
        const TUNABLES: &'static [flux::TunableInfo] = &[flux::TunableInfo::new::<Nanos>(
            "SLICE",
            "How long a thread may run while others wait.",
            || flux::TunableType::to_bits(SLICE.get()),
        )];
        type Locked = BiffLocked;
        type Thread = BiffThread;
        type Cpu = BiffCpu;
    }

    impl ThreadScheduler for Biff {
        fn thread_runnable(biff: &Sched<Self>, thread: &Thread<Self>) {
            let mut locked = biff.lock();
            locked.run_queue.push_back(thread);
            locked.queued += 1;
            drop(locked);
            biff.request_cpus(1);
        }
        fn thread_on_cpu(_biff: &Sched<Self>, thread: &Thread<Self>, _cpu: &Cpu<Self>) {
            thread.started_at.set(now());
        }
        fn pick_next_task(biff: &Sched<Self>, cpu: &Cpu<Self>) {
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
            SLICE.get()
        }
    }

    /// A helper: a handle found under the lock outlives it.
    fn front(biff: &Sched<Biff>) -> Option<&Thread<Biff>> {
        biff.lock().run_queue.front()
    }
}

mod idle {
    use flux::prelude::*;

    pub struct Idle {}
    pub struct IdleLocked {}
    pub struct IdleThread {}
    pub struct IdleCpu {
        pub halted: flux::Field<bool>,
    }

    impl Subscheduler for Idle {
        const NAME: &'static str = "Idle";
        const MODULE: &'static str = module_path!();
        type Locked = IdleLocked;
        type Thread = IdleThread;
        type Cpu = IdleCpu;
    }

    impl ThreadScheduler for Idle {
        fn cpu_allocated(_idle: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.halted.set(false);
        }
        fn pick_next_task(_idle: &Sched<Self>, cpu: &Cpu<Self>) {
            if cpu.halted.get() {
                cpu.yield_to_parent();
            } else {
                cpu.halted.set(true);
                cpu.run_idle();
            }
        }
    }
}

mod roci {
    use flux::prelude::*;

    pub struct Roci {
        pub primary: flux::Child,
        pub idle: flux::Child,
    }
    pub struct RociLocked {}
    pub struct RociThread {}
    pub struct RociCpu {}

    impl Subscheduler for Roci {
        const NAME: &'static str = "Roci";
        const MODULE: &'static str = module_path!();
        type Locked = RociLocked;
        type Thread = RociThread;
        type Cpu = RociCpu;
    }

    impl CpuScheduler for Roci {
        fn request_for_cpus(_roci: &Sched<Self>, _child: &Child, request: &Request<Self>) {
            if let Some(cpu) = request.claim_idle_cpu() {
                cpu.preempt();
            }
        }
        fn pick_next_task(roci: &Sched<Self>, cpu: &Cpu<Self>) {
            if roci.primary.wants_cpu(cpu) {
                cpu.grant(&roci.primary);
            } else {
                cpu.grant(&roci.idle);
            }
        }
    }
}

struct Hello;

impl Hierarchy for Hello {
    const NAME: &'static str = "hello";
    const OBJECT: &'static [u8] = &[];
    const NODES: &'static [Node] = &[
        Node {
            id: 1,
            name: "root",
            type_name: <roci::Roci as Subscheduler>::NAME,
            module: <roci::Roci as Subscheduler>::MODULE,
            parent: None,
            tier: 0,
            tunables: <roci::Roci as Subscheduler>::TUNABLES,
        },
        Node {
            id: 2,
            name: "primary",
            type_name: <biff::Biff as Subscheduler>::NAME,
            module: <biff::Biff as Subscheduler>::MODULE,
            parent: Some(1),
            tier: 1,
            tunables: <biff::Biff as Subscheduler>::TUNABLES,
        },
        Node {
            id: 3,
            name: "idle",
            type_name: <idle::Idle as Subscheduler>::NAME,
            module: <idle::Idle as Subscheduler>::MODULE,
            parent: Some(1),
            tier: 1,
            tunables: <idle::Idle as Subscheduler>::TUNABLES,
        },
    ];
    const NEW_THREADS: usize = 1;
}

#[test]
fn tunables_reach_the_hierarchy() {
    let home = &Hello::NODES[Hello::NEW_THREADS];
    assert_eq!(home.name, "primary");
    assert_eq!(home.tunables[0].default_value(), "5ms");
}
