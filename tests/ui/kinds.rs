//! Ops, roles and threads that do not belong to the kind of scheduler.

#[flux::subsched]
mod thread_scheduler {
    use flux::prelude::*;

    #[sched]
    pub struct WithChild {
        #[role]
        child: Child,
    }

    impl ThreadScheduler for WithChild {
        fn thread_runnable(_sched: &Sched<Self>, _thread: &Thread<Self>) {}
        fn request_for_cpus(_sched: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}
        fn pick_next_tsak(_sched: &Sched<Self>, _cpu: &Cpu<Self>) {}
    }
}

#[flux::subsched]
mod cpu_scheduler {
    use flux::prelude::*;

    #[sched]
    pub struct WithThreads {
        primary: Child,
    }

    #[thread]
    pub struct ItsThread {}

    impl CpuScheduler for WithThreads {
        fn pick_next_task(_sched: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.yield_to_parent();
        }
    }
}

fn main() {}
