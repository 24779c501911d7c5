//! `Snapshot`: the state of a loaded scheduler at about one moment.

use std::mem::offset_of;

use super::Data;
use super::containers::AvlTree;
use super::layout::{CpuGeneric, Globals, SchedGeneric, Stats, ThreadGeneric};

/// What the maps said when they were read, one after the other, while the
/// kernel went on. [`Snapshot::same_as`] tells whether two of them agree.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Per instance, in the order of their ids.
    pub nodes: Vec<NodeState>,
    /// Per CPU, by the kernel's number.
    pub cpus: Vec<CpuGeneric>,
    /// Per thread that has an id.
    pub threads: Vec<ThreadGeneric>,
    /// Counters of the whole scheduler.
    pub globals: GlobalState,
}

/// One instance.
#[derive(Clone, Copy, Debug, Default)]
pub struct NodeState {
    /// Its accounts.
    pub generic: SchedGeneric,
    /// Its counters, summed over all CPUs.
    pub stats: Stats,
    /// How many of its lists are not empty.
    pub lists_in_use: u32,
}

/// [`Globals`] without the private parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GlobalState {
    /// Ids that belong to a thread.
    pub ids_in_use: u32,
    /// Threads that live without an id now.
    pub overflow_live: u32,
    /// Threads that ever had to.
    pub ids_overflow: u64,
    /// Threads in the shared fallback queue.
    pub nr_shared: u32,
    /// Threads that wait to be rescued.
    pub nr_rescue: u32,
}

impl From<Globals> for GlobalState {
    fn from(globals: Globals) -> Self {
        Self {
            ids_in_use: globals.ids_in_use,
            overflow_live: globals.overflow_live,
            ids_overflow: globals.ids_overflow,
            nr_shared: globals.nr_shared,
            nr_rescue: globals.nr_rescue,
        }
    }
}

impl Snapshot {
    /// Reads everything, the threads only if asked to: there can be a million.
    pub fn take(data: &Data, with_threads: bool) -> Self {
        let globals = data.globals.read::<Globals>(0, 0);
        let high = globals.map_or(0, |globals| globals.ids_high as usize);
        let threads = if with_threads {
            (0..high.min(data.threads.len()))
                .filter_map(|index| data.threads.read::<ThreadGeneric>(index, 0))
                .filter(|thread| thread.sched != 0)
                .collect()
        } else {
            Vec::new()
        };
        Self {
            nodes: (1..data.scheds.len())
                .map(|id| read_node(data, id))
                .collect(),
            cpus: (0..data.cpus.len())
                .filter_map(|cpu| data.cpus.read(cpu, 0))
                .collect(),
            threads,
            globals: globals.map(GlobalState::from).unwrap_or_default(),
        }
    }

    /// The instance `id`, from 1.
    pub fn node(&self, id: u32) -> Option<&NodeState> {
        self.nodes.get((id as usize).checked_sub(1)?)
    }

    /// Whether `id` is `ancestor` or below it.
    pub fn is_within(&self, mut id: u32, ancestor: u32) -> bool {
        // A path to the root is no longer than there are instances.
        for _ in 0..=self.nodes.len() {
            if id == ancestor {
                return true;
            }
            match self.node(id) {
                Some(node) => id = node.generic.parent,
                None => return false,
            }
        }
        false
    }

    /// Whether the two show the same state: the same CPUs with the same
    /// owners, and the same numbers of CPUs, threads and wishes.
    pub fn same_as(&self, other: &Self) -> bool {
        let key = |snapshot: &Self| {
            let nodes: Vec<_> = snapshot
                .nodes
                .iter()
                .map(|node| &node.generic)
                .map(|generic| (generic.nr_cpus, generic.nr_wanted, generic.nr_threads))
                .collect();
            let cpus: Vec<_> = snapshot
                .cpus
                .iter()
                .map(|cpu| (cpu.state, cpu.owner))
                .collect();
            (nodes, cpus, snapshot.globals)
        };
        key(self) == key(other)
    }
}

fn read_node(data: &Data, id: usize) -> NodeState {
    let part = data.layout.offsetof_cpu_part as usize + id * data.layout.sizeof_cpu_part as usize;
    NodeState {
        generic: data.scheds.read(id, 0).unwrap_or_default(),
        stats: (0..data.cpus.len())
            .filter_map(|cpu| data.cpus.read::<Stats>(cpu, part))
            .fold(Stats::default(), Stats::plus),
        lists_in_use: (data.places.of(id as u32))
            .filter(|place| {
                let word = |at: usize| data.scheds.read::<u32>(id, at).unwrap_or(0);
                let first_orphan = place.head + offset_of!(AvlTree, first_orphan_id);
                // Both heads begin with an id: the first's, the root's.
                word(place.head) != 0 || place.is_tree && word(first_orphan) != 0
            })
            .count() as u32,
    }
}
