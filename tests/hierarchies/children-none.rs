//! A scheduler whose children the hierarchy names, and it names none.

use flux_schedulers::idle;

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
    NoChildren = rota::Rota { idle: idle::Idle };
    new_threads => root;
}

fn main() {}
