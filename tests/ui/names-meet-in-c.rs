//! Names that differ in upper and lower case only, or where flux evades a word of C.

#![allow(unused)]

#[flux::subsched]
mod policy {
    use flux::prelude::*;

    #[sched]
    pub struct Policy {
        int: u32,
        int_: u32,
    }

    pub enum Phase {
        Io,
        IO,
    }
    pub struct PointXY {
        x: u32,
    }
    pub struct PointXy {
        x: u32,
    }

    impl ThreadScheduler for Policy {
        fn pick_next_task(policy: &Sched<Self>, cpu: &Cpu<Self>) {
            cpu.run_idle();
        }
    }
}

fn main() {}
