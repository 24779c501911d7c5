//! Paths that leave early, from everywhere; and what rustc makes of them, flux does, too.

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        queue: List<Thread, link>,
        skipped: u32,
    }

    #[thread]
    pub struct PolicyThread {
        link: Link,
        weight: u8,
    }

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            let mut guard = policy.lock();
            if thread.weight.get() > 3 {
                guard.queue.push_front(thread);
                return;
            }
            guard.queue.push_back(thread);
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            for _turn in 0..8 {
                let Some(thread) = policy.lock().queue.pop_front() else {
                    break;
                };
                if !thread.may_run_on(cpu) {
                    policy.skipped.set(policy.skipped.get() + 1);
                    policy.lock().queue.push_back(thread);
                    continue;
                }
                return cpu.run_thread(thread, slice(thread));
            }
            match cpu.current() {
                Some(thread) => cpu.run_current(slice(thread)),
                None => cpu.yield_to_parent(),
            }
        }
    }

    fn slice(thread: &Thread<Policy>) -> Nanos {
        let millis = match thread.weight.get() {
            0 => return Nanos::from_micros(500),
            1..=3 => 2,
            _ => {
                assert!(thread.weight.get() < 100, "a weight that nobody set");
                4
            }
        };
        Nanos::from_millis(millis)
    }
}

fn main() {}
