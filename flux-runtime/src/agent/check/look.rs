//! `Look`: what the maps say at about one moment, with the lists.
//!
//! Invariant: reading decides nothing. A look of a busy machine is torn: threads
//! move on while they are read one after the other. Which of two things that
//! change together is read first decides how it is torn, so looks are taken in
//! both orders, and `persist` believes only what both show.
//!
//! It reads no statistics: those are for people, and cost the most.

use crate::data::Data;
use crate::data::layout::{CpuGeneric, Globals, SchedGeneric, ThreadGeneric};

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

/// `struct arr_list` of an instance: ids of its first and last thread, 0: none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub name: String,
    pub first: u32,
    pub last: u32,
}

/// `struct arr_list_entry` of a thread: ids of its neighbours, 0: none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    pub next: u32,
    pub prev: u32,
}

/// One instance.
#[derive(Clone, Debug, Default)]
pub struct Instance {
    pub generic: SchedGeneric,
    pub lists: Vec<Head>,
}

/// One thread that has an id.
#[derive(Clone, Debug, Default)]
pub struct Thread {
    pub generic: ThreadGeneric,
    /// What its instance's type gives it to be on lists with, one per list.
    pub links: Vec<Link>,
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
    }

    fn read_threads(&mut self, data: &Data) {
        let high = data.globals.read::<Globals>(0, 0);
        let high = high.map_or(0, |globals| globals.ids_high as usize);
        self.threads = (0..high.min(data.threads.len()))
            .map(|index| {
                let generic: ThreadGeneric = data.threads.read(index, 0)?;
                (generic.sched != 0).then(|| Thread {
                    generic,
                    links: read_links(data, index, generic.sched),
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
    let word = |offset| data.scheds.read::<u32>(id, offset).unwrap_or(0);
    data.places
        .lists
        .iter()
        .filter(|place| place.node as usize == id)
        .map(|place| Head {
            name: place.name.clone(),
            first: word(place.offset),
            last: word(place.offset + size_of::<u32>()),
        })
        .collect()
}

fn read_links(data: &Data, index: usize, sched: u32) -> Vec<Link> {
    let word = |offset| data.threads.read::<u32>(index, offset).unwrap_or(0);
    data.places
        .links
        .iter()
        .filter(|place| place.node == sched)
        .map(|place| Link {
            next: word(place.offset),
            prev: word(place.offset + size_of::<u32>()),
        })
        .collect()
}
