//! What competes in cgroups, as it lies in memory: the structs of `cgroups.bpf.h`.
//!
//! An object has them only if a type asks for the weights of cgroups.

#![allow(
    missing_docs,
    dead_code,
    reason = "the fields are documented in cgroups.bpf.h; some only hold their place"
)]

use super::layout::{Twin, record};
use super::memory::Table;

/// `FLUX_MAX_CGROUPS`: the slots, the root's included.
pub const MAX_CGROUPS: usize = 2048;

/// The map of what threads are counted with.
pub const MEMBERS: &str = "flux_cgroup_members";

record! {
    #[derive(Default, PartialEq, Eq)]
    pub struct CgroupShare = "flux_cgroup_share" {
        load: i64,
        nr: i32,
        active: i32,
        counted: u32,
        __pad: u32,
    }
}

record! {
    #[derive(Default, PartialEq, Eq)]
    pub struct CgroupMember = "flux_cgroup_member" {
        serial: u64,
        slot: u32,
        sched: u32,
        weight: u32,
        __pad: u32,
    }
}

record! {
    #[derive(Default, PartialEq, Eq)]
    pub struct CgroupSlots = "flux_cgroup_slots" {
        free: u32,
        high: u32,
        overflow: u32,
        __pad: u32,
    }
}

record! {
    /// What `struct flux_cgroup` begins with: the shares follow, one for each instance id, and one
    /// more for id 0.
    #[derive(Default, PartialEq, Eq)]
    pub struct CgroupHead = "flux_cgroup" {
        id: u64,
        parent: u32,
        weight: u32,
        refs: u32,
        next_free: u32,
    }
}

/// Records that an object has only if it weighs cgroups; [`CgroupHead`] is only the beginning of one.
pub const TWINS: [&Twin; 3] = [&CgroupShare::TWIN, &CgroupMember::TWIN, &CgroupSlots::TWIN];

/// The mapped arrays of cgroups.
pub struct Cgroups {
    slots: Table,
    members: Table,
    slots_used: Table,
    nr_shares: usize,
}

impl Cgroups {
    /// Maps the arrays; `map` is as that of [`Data::map`](super::Data::map).
    ///
    /// # Errors
    /// Those of `map`.
    pub fn map<E>(
        nr_nodes: usize,
        threads: usize,
        map: impl Fn(&str, usize, usize) -> Result<Table, E>,
    ) -> Result<Self, E> {
        let nr_shares = nr_nodes + 1;
        let slot = size_of::<CgroupHead>() + nr_shares * size_of::<CgroupShare>();
        Ok(Self {
            slots: map(".data.flux_cgroups", slot, MAX_CGROUPS)?,
            members: map(MEMBERS, size_of::<CgroupMember>(), threads)?,
            slots_used: map(".data.flux_cgroup_slots", size_of::<CgroupSlots>(), 1)?,
            nr_shares,
        })
    }

    /// How many slots were in use at some time, the root's included.
    pub fn nr_slots(&self) -> usize {
        self.used().high as usize + 1
    }

    /// Cgroups that ever got no slot.
    pub fn overflow(&self) -> u32 {
        self.used().overflow
    }

    fn used(&self) -> CgroupSlots {
        self.slots_used.read(0, 0).unwrap_or_default()
    }

    /// The slot's cgroup.
    pub fn head(&self, slot: usize) -> CgroupHead {
        self.slots.read(slot, 0).unwrap_or_default()
    }

    /// What competes in the slot's cgroup for the CPUs of each instance, by id minus 1.
    pub fn shares(&self, slot: usize) -> Vec<CgroupShare> {
        let at = |id: usize| size_of::<CgroupHead>() + id * size_of::<CgroupShare>();
        (1..self.nr_shares)
            .map(|id| self.slots.read(slot, at(id)).unwrap_or_default())
            .collect()
    }

    /// What the thread with that id, minus 1, is counted with.
    pub fn member(&self, index: usize) -> CgroupMember {
        self.members.read(index, 0).unwrap_or_default()
    }
}
