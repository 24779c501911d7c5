//! The smallest subscheduler. It needs no build script: a library of
//! subschedulers has none.

#[flux::subsched]
pub mod nothing {
    use flux::prelude::*;

    /// No state.
    #[sched]
    pub struct Nothing {}

    impl ThreadScheduler for Nothing {
        fn pick_next_task(_nothing: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.yield_to_parent();
        }
    }
}

fn main() {
    assert_eq!(<nothing::Nothing as flux::Subscheduler>::NAME, "Nothing");
}
