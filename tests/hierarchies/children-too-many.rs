//! More children than the scheduler takes; and two with one role.

use flux_schedulers::{biff, idle};

/// The first child that wants it gets the CPU.
#[flux::subsched]
mod rota {
    use flux::prelude::*;

    #[sched]
    pub struct Rota {
        #[role]
        children: Children<2>,
        #[role]
        idle: Child,
    }

    impl CpuScheduler for Rota {
        fn request_for_cpus(_rota: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}

        fn pick_next_task(rota: &Sched<Self>, cpu: &Cpu<Self>) {
            for at in 0..2 {
                let Some(child) = rota.children.get(at) else {
                    break;
                };
                if child.wants_cpu(cpu) {
                    cpu.grant(child);
                    return;
                }
            }
            cpu.grant(&rota.idle);
        }
    }
}

flux::hierarchy! {
    ManyChildren = rota::Rota {
        one: biff::Biff,
        two: biff::Biff,
        three: biff::Biff,
        four: biff::Biff,
        idle: idle::Idle,
    };
    new_threads => one;
}

flux::hierarchy! {
    OneTwice = rota::Rota { one: biff::Biff, one: biff::Biff, idle: idle::Idle };
    new_threads => one;
}

fn main() {}
