//! Calls from ops in which they mean nothing, directly and through a helper.

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {}

    #[thread]
    pub struct PolicyThread {}

    impl ThreadScheduler for Policy {
        fn thread_runnable(_policy: &Sched<Self>, _thread: &Thread<Self>) {}

        fn thread_on_cpu(_policy: &Sched<Self>, thread: &Thread<Self>, cpu: &Cpu<Self>) {
            cpu.run_thread(thread, Nanos::from_millis(1));
        }

        fn cpu_allocated(_policy: &Sched<Self>, cpu: &Cpu<Self>) {
            give_back(cpu);
        }

        fn pick_next_task(_policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.preempt();
            cpu.yield_to_parent();
        }
    }

    fn give_back(cpu: &Cpu<Policy>) {
        cpu.yield_to_parent();
    }
}

fn main() {}
