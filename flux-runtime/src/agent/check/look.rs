//! `Look`: what the maps say at about one moment, with the lists and trees.
//!
//! Invariant: reading decides nothing. A look of a busy machine is torn: threads
//! move on while they are read one after the other. Which of two things that
//! change together is read first decides how it is torn, so looks are taken in
//! both orders, and `persist` believes only what both show.
//!
//! It reads no statistics: those are for people, and cost the most.

use crate::data::cgroups::{CgroupHead, CgroupMember, CgroupShare};
pub use crate::data::containers::ArrListEntry as Link;
use crate::data::containers::{ArrList, AvlNode, AvlTree};
use crate::data::layout::{CpuGeneric, Globals, SchedGeneric, ThreadGeneric};
use crate::data::{ContainerPlace, Data};

/// In which order the arrays are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Threads, then what counts them.
    ThreadsFirst,
    /// The other way round.
    ThreadsLast,
}

impl Order {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::ThreadsFirst => Self::ThreadsLast,
            Self::ThreadsLast => Self::ThreadsFirst,
        }
    }
}

/// A list of an instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub name: String,
    /// Ids of its first and last thread.
    pub ends: ArrList,
}

/// A tree of an instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Root {
    pub name: String,
    pub tree: AvlTree,
}

/// One instance.
#[derive(Clone, Debug, Default)]
pub struct Instance {
    pub generic: SchedGeneric,
    pub lists: Vec<Head>,
    pub trees: Vec<Root>,
}

/// One thread that has an id.
#[derive(Clone, Debug, Default)]
pub struct Thread {
    pub generic: ThreadGeneric,
    /// Its neighbours on each of its instance's lists, in the order of these.
    pub links: Vec<Link>,
    /// Its place in each of its instance's trees.
    pub nodes: Vec<AvlNode>,
}

/// What the maps say.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// By instance id - 1.
    pub instances: Vec<Instance>,
    /// By the kernel's CPU number.
    pub cpus: Vec<CpuGeneric>,
    /// By thread id - 1; `None`: the id is free.
    pub threads: Vec<Option<Thread>>,
    /// Ids that are counted as used.
    pub ids_in_use: u32,
    /// Threads that live without one.
    pub overflow_live: u32,
    /// Threads that are counted in the shared fallback queue.
    pub nr_shared: u32,
    /// The watch timer's clock.
    pub period: u64,
    /// Cgroups by slot, if their weights count; the root's is 0.
    pub cgroups: Vec<Cgroup>,
    /// What threads are counted with in cgroups, by thread id - 1.
    pub members: Vec<CgroupMember>,
}

/// A cgroup.
#[derive(Clone, Debug, Default)]
pub struct Cgroup {
    pub head: CgroupHead,
    /// What competes in it, by instance id - 1.
    pub shares: Vec<CgroupShare>,
}

impl Look {
    /// Reads the maps.
    pub fn take(data: &Data, order: Order) -> Self {
        let mut look = Self::default();
        match order {
            Order::ThreadsFirst => {
                look.read_threads(data);
                look.read_counts(data);
            }
            Order::ThreadsLast => {
                look.read_counts(data);
                look.read_threads(data);
            }
        }
        look
    }

    fn read_counts(&mut self, data: &Data) {
        self.instances = (1..data.scheds.len())
            .map(|id| Instance {
                generic: data.scheds.read(id, 0).unwrap_or_default(),
                lists: read_heads(data, id),
                trees: read_roots(data, id),
            })
            .collect();
        self.cpus = (0..data.cpus.len())
            .filter_map(|cpu| data.cpus.read(cpu, 0))
            .collect();
        if let Some(globals) = data.globals.read::<Globals>(0, 0) {
            self.ids_in_use = globals.ids_in_use;
            self.overflow_live = globals.overflow_live;
            self.nr_shared = globals.nr_shared;
            self.period = globals.period;
        }
        if let Some(cgroups) = &data.cgroups {
            let one = |slot| Cgroup {
                head: cgroups.head(slot),
                shares: cgroups.shares(slot),
            };
            self.cgroups = (0..cgroups.nr_slots()).map(one).collect();
        }
    }

    fn read_threads(&mut self, data: &Data) {
        let high = data.globals.read::<Globals>(0, 0);
        let high = high.map_or(0, |globals| globals.ids_high as usize);
        if let Some(cgroups) = &data.cgroups {
            self.members = (0..high).map(|index| cgroups.member(index)).collect();
        }
        self.threads = (0..high.min(data.threads.len()))
            .map(|index| {
                let generic: ThreadGeneric = data.threads.read(index, 0)?;
                (generic.sched != 0).then(|| Thread {
                    generic,
                    links: read_links(data, index, generic.sched),
                    nodes: read_nodes(data, index, generic.sched),
                })
            })
            .collect();
    }

    /// The thread with the id.
    pub fn thread(&self, id: u32) -> Option<&Thread> {
        self.threads.get((id as usize).checked_sub(1)?)?.as_ref()
    }

    /// All threads that have an id.
    pub fn known_threads(&self) -> impl Iterator<Item = &Thread> {
        self.threads.iter().flatten()
    }

    /// The instance with the id.
    pub fn instance(&self, id: u32) -> Option<&Instance> {
        self.instances.get((id as usize).checked_sub(1)?)
    }

    /// Whether `id` is `ancestor` or below it.
    pub fn is_within(&self, mut id: u32, ancestor: u32) -> bool {
        // A path to the root is no longer than there are instances.
        for _ in 0..=self.instances.len() {
            if id == ancestor {
                return true;
            }
            match self.instance(id) {
                Some(instance) => id = instance.generic.parent,
                None => return false,
            }
        }
        false
    }
}

fn read_heads(data: &Data, id: usize) -> Vec<Head> {
    places(data, id as u32, false)
        .map(|place| Head {
            name: place.name.clone(),
            ends: data.scheds.read(id, place.head).unwrap_or_default(),
        })
        .collect()
}

fn read_roots(data: &Data, id: usize) -> Vec<Root> {
    places(data, id as u32, true)
        .map(|place| Root {
            name: place.name.clone(),
            tree: data.scheds.read(id, place.head).unwrap_or_default(),
        })
        .collect()
}

fn read_links(data: &Data, index: usize, sched: u32) -> Vec<Link> {
    places(data, sched, false)
        .map(|place| data.threads.read(index, place.link).unwrap_or_default())
        .collect()
}

fn read_nodes(data: &Data, index: usize, sched: u32) -> Vec<AvlNode> {
    places(data, sched, true)
        .map(|place| data.threads.read(index, place.link).unwrap_or_default())
        .collect()
}

fn places(data: &Data, node: u32, is_tree: bool) -> impl Iterator<Item = &ContainerPlace> {
    let all = data.places.of(node);
    all.filter(move |place| place.is_tree == is_tree)
}
