//! Puts a CPU on a list that it is on already.

use flux_schedulers::{idle, roci};

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct ListsCpusTwice {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        busy: List<Cpu, link>,
        /// How many threads it was given.
        #[locked]
        given: u32,
    }

    #[thread]
    pub struct ListsCpusTwiceThread {
        /// In `queue` while the thread waits.
        link: Link,
    }

    #[cpu]
    pub struct ListsCpusTwiceCpu {
        /// In `busy` once a thread has run there.
        link: Link,
    }

    const SLICE: Nanos = Nanos::from_millis(5);
    /// So many go well.
    const PATIENCE: u32 = 500;

    impl ThreadScheduler for ListsCpusTwice {
        fn thread_runnable(sched: &Sched<Self>, thread: &Thread<Self>) {
            let mut locked = sched.lock();
            locked.given += 1;
            locked.queue.push_back(thread);
            drop(locked);
            sched.request_cpus(1);
        }

        fn thread_on_cpu(sched: &Sched<Self>, _thread: &Thread<Self>, cpu: &Cpu<Self>) {
            let mut locked = sched.lock();
            if !locked.busy.contains(cpu) || locked.given > PATIENCE {
                locked.busy.push_front(cpu);
            }
        }

        fn pick_next_task(sched: &Sched<Self>, cpu: &Cpu<Self>) {
            let next = sched.lock().queue.pop_front();
            if let Some(thread) = next {
                cpu.run_thread(thread, SLICE);
            } else if cpu.current().is_some() {
                cpu.run_current(SLICE);
            } else {
                cpu.yield_to_parent();
            }
        }
    }
}

flux::hierarchy! {
    pub ListsCpusTwice = roci::Roci { primary: policy::ListsCpusTwice, idle: idle::Idle };
    new_threads => primary;
}
