//! Names near those that C, the kernel and flux have: flux evades them by itself.

#[flux::subsched]
mod int {
    use flux::prelude::*;

    #[sched]
    pub struct Default {
        int: u32,
        long: u64,
        flux_count: u32,
        sched: u32,
        self_: u32,
    }

    #[cpu]
    pub struct Volatile {
        register: bool,
        task: u32,
    }

    pub struct Union {
        short: u8,
        signed: i8,
    }

    #[derive(Clone, Copy)]
    pub enum Switch {
        Case,
        Goto,
        Typedef,
    }

    #[tunable]
    pub static EXTERN: u32 = 3;

    const NULL: u32 = 0;

    impl ThreadScheduler for Default {
        fn pick_next_task(ctx: &Sched<Self>, char: &Cpu<Self>) {
            let auto = char.id();
            let double = printf(auto);
            // Shadowing, in Rust's way: the value is that of the outer one.
            let auto = auto + double;
            let auto = if auto > NULL { auto } else { EXTERN.get() };
            {
                let auto = auto * 2;
                ctx.int.set(auto);
            }
            ctx.long.set(auto as u64);
            ctx.flux_count.set(goto(Switch::Goto));
            char.register.set(true);
            let union = Union { short: 1, signed: -1 };
            ctx.sched.set(union.short as u32);
            ctx.self_.set(union.signed as u32);
            char.run_idle();
        }
    }

    fn printf(volatile: u32) -> u32 {
        volatile
    }

    fn goto(switch: Switch) -> u32 {
        match switch {
            Switch::Case => 1,
            Switch::Goto => 2,
            Switch::Typedef => 3,
        }
    }
}

fn main() {}
