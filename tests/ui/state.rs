//! State that the kernel side cannot hold, or not in this place.

#[flux::subsched]
mod fields {
    use flux::prelude::*;

    #[sched]
    pub struct Fields {
        unlocked: List<Thread, link>,
        #[locked]
        wrong_link: List<Thread, lnik>,
        #[locked]
        queue: List<Thread, link>,
        #[locked]
        second: List<Thread, link>,
        last: Option<u32>,
    }

    #[thread]
    pub struct FieldsThread {
        link: Link,
        #[locked]
        vruntime: u64,
    }

    #[cpu]
    pub struct FieldsCpu {
        link: Link,
    }

    impl ThreadScheduler for Fields {
        fn thread_runnable(_fields: &Sched<Self>, _thread: &Thread<Self>) {}
        fn pick_next_task(_fields: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.yield_to_parent();
        }
    }
}

#[flux::subsched]
mod two {
    use flux::prelude::*;

    #[sched]
    pub struct One {}

    #[sched]
    pub struct Two {}

    impl ThreadScheduler for One {
        fn pick_next_task(_one: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.yield_to_parent();
        }
    }
}

#[flux::subsched]
mod nothing {}

fn main() {}
