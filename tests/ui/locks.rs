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

        fn thread_yielded(policy: &Sched<Self>, thread: &Thread<Self>) {
            let mut locked = policy.lock();
            helper(policy);
            locked.queue.push_back(thread);
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let mut locked = policy.lock();
            if let Some(thread) = locked.queue.pop_front() {
                cpu.run_thread(thread, Nanos::from_millis(1));
            }
        }
    }

    fn helper(policy: &Sched<Policy>) {
        policy.request_cpus(1);
    }
}

fn main() {}
