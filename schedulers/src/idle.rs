//! See [`idle`].

/// Lets the CPUs that nobody wants halt.
///
/// **Policy.** A CPU that is granted to it halts. When the CPU is woken up and still
/// belongs to it, it gives the CPU back, so that its parent looks who wants it;
/// the parent may grant it again at once.
///
/// **State.** One flag for each CPU: whether it was sent to sleep since it came.
///
/// **When to use it.** As the child that gets the rest, below a CPU scheduler
/// such as [`roci`](crate::roci). A hierarchy needs one place where CPUs can wait.
///
/// **Cost.** A flag per pick; nothing while CPUs halt.
///
/// **What it does not do.** It has no threads and cannot be a home for new ones,
/// and does not choose how deep a CPU sleeps: that is the kernel's part.
#[flux::subsched]
pub mod idle {
    use flux::prelude::*;

    /// The instance. It needs no state of its own.
    #[sched]
    pub struct Idle {}

    /// What idle keeps for each CPU.
    #[cpu]
    pub struct IdleCpu {
        /// The CPU was told to halt, so the next pick means that it was woken up.
        halted: bool,
    }

    impl ThreadScheduler for Idle {
        fn cpu_allocated(_idle: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.halted.set(false);
        }

        fn pick_next_task(_idle: &Sched<Self>, cpu: &Cpu<Self>) {
            if cpu.halted.get() {
                cpu.yield_to_parent();
            } else {
                cpu.halted.set(true);
                cpu.run_idle();
            }
        }
    }
}
