//! Attributes that would make rustc see something else than flux.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        queue: List<Thread, link>,
        #[cfg(feature = "big")]
        big: u64,
    }

    #[thread]
    pub struct PolicyThread {
        link: Link,
    }

    #[cfg(test)]
    const LIMIT: u32 = 1;
    #[test]
    fn checks() {}
    #[unsafe(no_mangle)]
    fn exported() {}

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            #[cfg(debug_assertions)]
            let extra = 1;
            policy.lock().queue.push_back(thread);
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            match cpu.id() {
                #[cfg(target_os = "linux")]
                0 => cpu.run_idle(),
                _ => cpu.yield_to_parent(),
            }
        }
    }
}

fn main() {}
