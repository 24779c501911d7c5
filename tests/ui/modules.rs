//! Parts of a module that are there twice, or in the wrong place.

#[flux::subsched]
mod twice {
    use flux::prelude::*;

    #[sched]
    pub struct Twice {}

    fn pick_next_task() {}

    impl ThreadScheduler for Twice {
        fn pick_next_task(twice: &Sched<Self>) -> u32 {
            twice.id()
        }
    }

    impl CpuScheduler for Twice {
        fn request_for_cpus(_twice: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}
        fn pick_next_task(_twice: &Sched<Self>, _cpu: &Cpu<Self>) {}
    }
}

#[flux::subsched]
mod other {
    use flux::prelude::*;

    #[sched]
    pub struct State {}

    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(_policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.yield_to_parent();
        }
    }
}

#[flux::subsched]
mod childless {
    use flux::prelude::*;

    #[sched]
    pub struct Childless {
        #[role]
        count: u32,
        #[locked]
        queue: List<Thread>,
    }

    #[cpu]
    pub struct ChildlessCpu {
        #[role(idles)]
        child: Child,
    }

    impl CpuScheduler for Childless {
        fn request_for_cpus(_childless: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}
        fn pick_next_task(_childless: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.yield_to_parent();
        }
    }
}

#[flux::subsched]
mod large {
    use flux::prelude::*;

    #[sched]
    pub struct Large {
        #[locked]
        table: [u64; 100000],
    }

    impl ThreadScheduler for Large {
        fn pick_next_task(_large: &Sched<Self>, cpu: &Cpu<Self>) {
            let table = [0u64; 1000];
            if table[0] == 0 {
                cpu.yield_to_parent();
            }
        }
    }
}

#[flux::subsched]
mod elsewhere;

fn main() {}
