//! Everything goes to a child that wants nothing, and that child gives nothing back.

use flux_schedulers::biff;

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct FeedsTheIdle {
        #[role]
        glutton: Child,
        #[role]
        victim: Child,
    }

    impl CpuScheduler for FeedsTheIdle {
        fn request_for_cpus(_sched: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            if sched.glutton.nr_cpus_needed() == 0 {
                cpu.grant(&sched.glutton);
            } else {
                cpu.grant(&sched.victim);
            }
        }
    }
}

/// Has no threads, and keeps what it gets.
#[flux::subsched]
mod glutton {
    use flux::prelude::*;

    #[sched]
    pub struct Glutton {}

    impl ThreadScheduler for Glutton {
        fn pick_next_task(_sched: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

flux::hierarchy! {
    pub FeedsTheIdle = policy::FeedsTheIdle { glutton: glutton::Glutton, victim: biff::Biff };
    new_threads => victim;
}
