// What the broken programs pretend to come from: the text of a policy, which is never compiled.
// A program's `//@ TEXT` stands for the line of that text.

pub mod biff {
    impl ThreadScheduler for Biff {
        fn thread_runnable(biff: &Sched<Self>, thread: &Thread<Self>) {
            let mut locked = biff.lock();
            locked.waiting.push_back(thread);
            locked.came_at = now();
        }

        fn pick_next_task(biff: &Sched<Self>, cpu: &Cpu<Self>) {
            let place = biff.places.get();
            loop { wait(); }
            for round in 0..10_000_000 {
                sum(biff, round);
            }
            let waiting = biff.counts[place];
            let next = front(biff).runs.get();
            let missing = cpu.kernel_says();
            cpu.yield_to_parent();
        }
    }
}
