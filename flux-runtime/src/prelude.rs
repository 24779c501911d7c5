//! What a `#[flux::subsched]` module needs: `use flux::prelude::*;`.

pub use crate::api::{
    Child, Children, Cpu, CpuScheduler, CpuSet, Guard, Link, List, Nanos, Peer, PerChild, Request,
    Sched, Subscheduler, Thread, ThreadScheduler, Tree, TreeNode as Node, now, nr_cpu_ids, nr_llcs,
};
