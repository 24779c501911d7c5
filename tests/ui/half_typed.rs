//! Code in the middle of being written: errors, and no panic of the macro.

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let n = policy.;
            cpu.
        }
    }
}

#[flux::subsched]
fn not_a_module() {}

#[flux::subsched(arguments)]
mod with_arguments {}

fn main() {}
