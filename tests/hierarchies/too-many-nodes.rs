//! More instances than there are ids for.

use flux_schedulers::{biff, idle};

/// Ten children, the first of which gets what it wants.
#[flux::subsched]
mod ten {
    use flux::prelude::*;

    #[sched]
    pub struct Ten {
        #[role]
        a: Child,
        #[role]
        b: Child,
        #[role]
        c: Child,
        #[role]
        d: Child,
        #[role]
        e: Child,
        #[role]
        f: Child,
        #[role]
        g: Child,
        #[role]
        h: Child,
        #[role]
        i: Child,
        #[role]
        j: Child,
    }

    impl CpuScheduler for Ten {
        fn request_for_cpus(_ten: &Sched<Self>, _child: &Child, _request: &Request<Self>) {}

        fn pick_next_task(ten: &Sched<Self>, cpu: &Cpu<Self>) {
            if ten.a.wants_cpu(cpu) {
                cpu.grant(&ten.a);
            } else if ten.b.wants_cpu(cpu) {
                cpu.grant(&ten.b);
            } else if ten.c.wants_cpu(cpu) {
                cpu.grant(&ten.c);
            } else if ten.d.wants_cpu(cpu) {
                cpu.grant(&ten.d);
            } else if ten.e.wants_cpu(cpu) {
                cpu.grant(&ten.e);
            } else if ten.f.wants_cpu(cpu) {
                cpu.grant(&ten.f);
            } else if ten.g.wants_cpu(cpu) {
                cpu.grant(&ten.g);
            } else if ten.h.wants_cpu(cpu) {
                cpu.grant(&ten.h);
            } else if ten.i.wants_cpu(cpu) {
                cpu.grant(&ten.i);
            } else {
                cpu.grant(&ten.j);
            }
        }
    }
}

flux::hierarchy! {
    TooMany = ten::Ten {
        a: ten::Ten {
            a: idle::Idle, b: idle::Idle, c: idle::Idle, d: idle::Idle, e: idle::Idle,
            f: idle::Idle, g: idle::Idle, h: idle::Idle, i: idle::Idle, j: idle::Idle,
        },
        b: ten::Ten {
            a: idle::Idle, b: idle::Idle, c: idle::Idle, d: idle::Idle, e: idle::Idle,
            f: idle::Idle, g: idle::Idle, h: idle::Idle, i: idle::Idle, j: idle::Idle,
        },
        c: ten::Ten {
            a: idle::Idle, b: idle::Idle, c: idle::Idle, d: idle::Idle, e: idle::Idle,
            f: idle::Idle, g: idle::Idle, h: idle::Idle, i: idle::Idle, j: idle::Idle,
        },
        d: ten::Ten {
            a: idle::Idle, b: idle::Idle, c: idle::Idle, d: idle::Idle, e: idle::Idle,
            f: idle::Idle, g: idle::Idle, h: idle::Idle, i: idle::Idle, j: idle::Idle,
        },
        e: ten::Ten {
            a: idle::Idle, b: idle::Idle, c: idle::Idle, d: idle::Idle, e: idle::Idle,
            f: idle::Idle, g: idle::Idle, h: idle::Idle, i: idle::Idle, j: idle::Idle,
        },
        f: ten::Ten {
            a: idle::Idle, b: idle::Idle, c: idle::Idle, d: idle::Idle, e: idle::Idle,
            f: idle::Idle, g: idle::Idle, h: idle::Idle, i: idle::Idle, j: idle::Idle,
        },
        g: ten::Ten {
            a: idle::Idle, b: idle::Idle, c: idle::Idle, d: idle::Idle, e: idle::Idle,
            f: idle::Idle, g: idle::Idle, h: idle::Idle, i: idle::Idle, j: idle::Idle,
        },
        h: ten::Ten {
            a: idle::Idle, b: idle::Idle, c: idle::Idle, d: idle::Idle, e: idle::Idle,
            f: idle::Idle, g: idle::Idle, h: idle::Idle, i: idle::Idle, j: idle::Idle,
        },
        i: ten::Ten {
            a: idle::Idle, b: idle::Idle, c: idle::Idle, d: idle::Idle, e: idle::Idle,
            f: idle::Idle, g: idle::Idle, h: idle::Idle, i: idle::Idle, j: idle::Idle,
        },
        j: biff::Biff,
    };
    new_threads => j;
}

fn main() {}
