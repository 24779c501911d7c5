//! Lists and trees of threads, as they lie in memory: the structs of `arr_list.bpf.h` and
//! `avl.bpf.h`, and where an object's types have them.
//!
//! Ids are those of threads; 0 is "none".

#![allow(
    missing_docs,
    dead_code,
    reason = "the fields are documented in arr_list.bpf.h and avl.bpf.h; some only hold their place"
)]

use super::layout::{Twin, record};

record! {
    #[derive(Default, PartialEq, Eq)]
    pub struct ArrList = "arr_list" {
        first: u32,
        last: u32,
    }
}

record! {
    #[derive(Default, PartialEq, Eq)]
    pub struct ArrListEntry = "arr_list_entry" {
        next: u32,
        prev: u32,
    }
}

record! {
    #[derive(Default, PartialEq, Eq)]
    pub struct AvlTree = "avl_tree" {
        root_id: u32,
        min_id: u32,
        max_id: u32,
        first_orphan_id: u32,
        last_orphan_id: u32,
        nr_orphans: u32,
    }
}

record! {
    #[derive(Default, PartialEq, Eq)]
    pub struct AvlNode = "avl_node" {
        key: u64,
        left_id: u32,
        right_id: u32,
        parent_id: u32,
        prev_orphan_id: u32,
        next_orphan_id: u32,
        balance: i8,
        is_orphan: u8,
        __unused: [u8; 2],
    }
}

/// Records that an object has only if it has a list or a tree.
pub const TWINS: [&Twin; 4] = [
    &ArrList::TWIN,
    &ArrListEntry::TWIN,
    &AvlTree::TWIN,
    &AvlNode::TWIN,
];

/// Where the parts that differ between hierarchies have lists and trees of threads.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Those of all instances.
    pub containers: Vec<ContainerPlace>,
}

/// A list or tree of threads that an instance has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerPlace {
    /// The instance.
    pub node: u32,
    /// Its name.
    pub name: String,
    /// `struct avl_tree` with `struct avl_node`, else `arr_list` with `arr_list_entry`.
    pub is_tree: bool,
    /// Bytes from the start of an element of `flux_scheds` to its head.
    pub head: usize,
    /// Bytes from the start of an element of `flux_threads` to what puts a thread on it.
    pub link: usize,
}

impl Places {
    /// Those of one instance.
    pub fn of(&self, node: u32) -> impl Iterator<Item = &ContainerPlace> {
        self.containers
            .iter()
            .filter(move |place| place.node == node)
    }
}
