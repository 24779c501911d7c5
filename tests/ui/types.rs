//! Types that do not fit together, or that the kernel side does not have.

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        counts: [u32; 4],
        plain: [u32; 4],
        child: Option<Thread<Policy>>,
        r#type: u32,
    }

    #[cpu]
    pub struct PolicyCpu {
        picks: u32,
    }

    pub struct Pair {
        low: u32,
        high: u32,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let wide: u64 = cpu.id();
            let negative = -cpu.id();
            let flag = cpu.id() as bool;
            let pair = Pair { low: 1 };
            let middle = pair.middle;
            let again = by_reference(&wide);
            let fewer = helper(1);
            let unknown = LIMIT;
            let mut nothing = None;
            let missing = cpu.idle();
            Self::pick_next_task(policy, cpu);
            cpu.picks.get() = 1;
            let _ = (negative, flag, middle, again, fewer, unknown, missing, nothing);
            break;
        }
    }

    fn by_reference(value: &u64) -> u64 {
        *value
    }

    fn helper(one: u32, other: u32) -> u32 {
        one + other
    }

    fn whole() -> [u32; 4] {
        [0; 4]
    }
}

fn main() {}
