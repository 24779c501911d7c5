//! Patterns that may not match, or that the language does not have.

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        #[locked]
        queue: List<Thread, link>,
    }

    #[thread]
    pub struct PolicyThread {
        link: Link,
    }

    impl ThreadScheduler for Policy {
        fn thread_runnable(policy: &Sched<Self>, thread: &Thread<Self>) {
            policy.lock().queue.push_back(thread);
            let linked = thread.link;
        }

        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            let Some(first) = policy.lock().queue.pop_front();
            let Some(second) = policy.lock().queue.pop_front() else {
                cpu.id();
            };
            if let Some(Some(_)) = policy.lock().queue.pop_front() {}
            match cpu.id() {
                0 | other => {}
                _ => {}
            }
            cpu.run_thread(first, Nanos::from_millis(1));
        }
    }
}

fn main() {}
