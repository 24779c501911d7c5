//! What may not be done under the lock, or without it.

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        queued: u32,
        woken: u32,
    }

    #[thread]
    pub struct PolicyThread {
        link: Link,
    }

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            let mut locked = policy.lock();
            locked.queue.push_back(thread);
            policy.request_cpus(1);
        }

        fn thread_wakeup(policy: &Sched<Self>, thread: &Thread<Self>) {
            let mut locked = policy.lock();
            locked.queue.push_back(thread);
            policy.lock().queued += 1;
        }

        fn thread_preempted(policy: &Sched<Self>, thread: &Thread<Self>) {
            let mut locked = policy.lock();
            again(policy);
            must_be_few(locked.queued);
            locked.queue.push_back(thread);
        }

        fn thread_yielded(policy: &Sched<Self>, thread: &Thread<Self>) {
            let mut locked = policy.lock();
            ask(policy);
            locked.queue.push_back(thread);
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut locked = policy.lock();
            if let Some(thread) = locked.queue.pop_front() {
                cpu.run_thread(thread, Nanos::from_millis(1));
            }
            if locked.queued > 0 {
                drop(locked);
            }
        }

        fn cpu_allocated(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let first = policy.lock();
            let second = first;
            drop(second);
            drop(cpu);
        }
    }

    fn ask(policy: &Sched<Policy>) {
        policy.request_cpus(1);
    }

    fn must_be_few(queued: u32) {
        assert!(queued < 1000, "too many");
    }

    fn again(policy: &Sched<Policy>) {
        policy.lock().queued += 1;
    }
}

#[flux::subsched]
mod fields {
    use flux::prelude::*;

    #[sched]
    pub struct Fields {
        #[locked]
        inside: u32,
        outside: u32,
    }

    impl ThreadScheduler for Fields {
        fn pick_next_task(fields: &Sched<Self>, cpu: &Cpu<Self>) {
            fields.inside += 1;
            fields.lock().outside = 1;
            cpu.yield_to_parent();
        }
    }
}

fn main() {}
