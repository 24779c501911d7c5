//! What came through the checks: the only thing that can be emitted.

use super::steps::Plan;
use super::unit::{ConstInfo, EnumInfo, FieldInfo, StructInfo};
use crate::source::SourceFile;
use crate::syntax::model::{Docs, Kind, Part};

/// A hierarchy with all its types, free of errors: the only thing that can be emitted.
#[derive(Clone, Debug)]
pub struct CheckedModel {
    /// The hierarchy's name in snake case.
    pub(crate) name: String,
    /// The types in the order in which the tree names them first.
    pub(crate) types: Vec<CheckedType>,
    /// The instances in the order of their ids, the root first.
    pub(crate) nodes: Vec<CheckedNode>,
    /// The home of new threads, as an index into `nodes`.
    pub(crate) home: usize,
}

/// A checked type.
#[derive(Clone, Debug)]
pub(crate) struct CheckedType {
    /// Its name in C, unique in the hierarchy.
    pub(crate) c_name: String,
    /// The name of its `#[sched]` struct.
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) file: SourceFile,
    pub(crate) line: usize,
    pub(crate) kind: Kind,
    pub(crate) sched: Vec<FieldInfo>,
    pub(crate) thread: Vec<FieldInfo>,
    pub(crate) cpu: Vec<FieldInfo>,
    pub(crate) holds_threads: bool,
    pub(crate) enums: Vec<EnumInfo>,
    pub(crate) structs: Vec<StructInfo>,
    pub(crate) consts: Vec<ConstInfo>,
    pub(crate) tunables: Vec<ConstInfo>,
    /// Helpers by their index in the module, then what is emitted, callees first.
    pub(crate) plans: Vec<(usize, Plan)>,
}

impl CheckedType {
    /// The fields of one state struct.
    pub(crate) fn state(&self, part: Part) -> &[FieldInfo] {
        match part {
            Part::Sched => &self.sched,
            Part::Thread => &self.thread,
            Part::Cpu => &self.cpu,
        }
    }

    /// A function by its index in the module.
    pub(crate) fn plan(&self, index: usize) -> Option<&Plan> {
        self.plans
            .iter()
            .find(|(at, _)| *at == index)
            .map(|(_, plan)| plan)
    }
}

/// A checked instance.
#[derive(Clone, Debug)]
pub(crate) struct CheckedNode {
    /// `root`, or the roles from the root down: `a.b`.
    pub(crate) name: String,
    /// Index into the types.
    pub(crate) ty: usize,
    /// Index into the nodes.
    pub(crate) parent: Option<usize>,
    pub(crate) tier: usize,
    /// Whether every role on its path claims idle CPUs.
    pub(crate) claims_idle: bool,
    /// Its place among its parent's children: those of `Children` first, then the fixed roles in
    /// the order of the fields. 0 for the root.
    pub(crate) index: u64,
    /// Fields of type `Peer`, and the nodes that the hierarchy names for them.
    pub(crate) peers: Vec<(usize, usize)>,
    /// Which field of the type's `#[sched]` struct is filled by which node.
    pub(crate) children: Vec<(usize, usize)>,
}
