//! Values for each child where there are no children, and of what cannot be kept so.

#![allow(unused)]

#[flux::subsched]
mod parent {
    use flux::prelude::*;

    #[sched]
    pub struct Parent {
        #[role]
        last: Child,
        pairs: PerChild<[u32; 2]>,
        #[locked]
        shares: PerChild<u32>,
    }

    impl CpuScheduler for Parent {
        fn request_for_cpus(parent: &Sched<Self>, child: &Child, request: &Request<Self>) {}

        fn pick_next_task(parent: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.grant(&parent.last);
        }
    }
}

#[flux::subsched]
mod leaf {
    use flux::prelude::*;

    #[sched]
    pub struct Leaf {}

    #[tunable]
    pub static MAX: PerChild<u32> = PerChild::new(1);

    impl ThreadScheduler for Leaf {
        fn pick_next_task(leaf: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
