//! What a `#[flux::subsched]` module needs: `use flux::prelude::*;`.

pub use crate::api::{
    Child, Cpu, CpuScheduler, Guard, Link, List, Nanos, Request, Sched, Subscheduler, Thread,
    ThreadScheduler, Tree, TreeNode as Node, now,
};
