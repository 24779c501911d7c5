//! Two groups of children: whose is a role of the hierarchy?

#![allow(unused)]

#[flux::subsched]
mod parent {
    use flux::prelude::*;

    #[sched]
    pub struct Parent {
        #[role]
        many: Children<4>,
        #[role]
        more: Children<4>,
        #[role]
        last: Child,
    }

    impl CpuScheduler for Parent {
        fn request_for_cpus(parent: &Sched<Self>, child: &Child, request: &Request<Self>) {}

        fn pick_next_task(parent: &Sched<Self>, cpu: &Cpu<Self>) {
            let Some(child) = parent.many.get(0) else {
                return;
            };
            cpu.grant(child);
        }
    }
}

fn main() {}
