//! What a heap must be: keys of ids, of which the smallest comes first.
//!
//! Of equal keys any may come first, so the model takes what the heap gave if its key
//! is the smallest.

use crate::random::Random;
use crate::step::{Code, HEAP_KEYS, HEAP_TOP, NOT_DONE, Slot, Step, World};
use std::collections::BTreeMap;

/// The model: the key of each id in the heap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heap(BTreeMap<u32, u64>);

impl Heap {
    /// The ids in it.
    pub fn ids(&self) -> impl Iterator<Item = u32> {
        self.0.keys().copied()
    }

    /// Whether an id is in it.
    pub fn contains(&self, id: u32) -> bool {
        self.0.contains_key(&id)
    }

    /// The different keys, in order.
    pub fn keys(&self) -> Vec<u64> {
        let mut keys: Vec<u64> = self.0.values().copied().collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Does a step in the model and in the memory, and compares all that can be seen.
    ///
    /// # Errors
    /// What is wrong.
    pub fn step(&mut self, world: &mut World, step: &mut Step) -> Result<(), String> {
        let smallest = self.0.values().min().copied();
        let result = world.step(step);
        let is_smallest = match smallest {
            // An id that is none gives another key.
            Some(key) => u32::try_from(result).ok().and_then(|id| self.0.get(&id)) == Some(&key),
            None => result == 0,
        };
        const REFUSED: u64 = u32::MAX as u64;
        let is_there = self.contains(step.id);
        let is_right = match step.code {
            Code::HeapInsert => {
                let is_id = (1..=world.items.len() as u32).contains(&step.id);
                let is_taken = is_id && !is_there && step.key < HEAP_KEYS;
                if is_taken {
                    self.0.insert(step.id, step.key);
                }
                result == if is_taken { 0 } else { REFUSED }
            }
            Code::HeapRemove => {
                self.0.remove(&step.id);
                result == if is_there { 0 } else { REFUSED }
            }
            Code::HeapPopMin => {
                self.0.remove(&(result as u32));
                is_smallest
            }
            Code::HeapMin => is_smallest,
            Code::HeapMinKey => result == smallest.unwrap_or(HEAP_KEYS),
            Code::HeapContains => result == u64::from(is_there),
            _ => result == NOT_DONE,
        };
        if !is_right {
            return Err(format!("{step:?} must not return {result} on {self:?}"));
        }
        self.check(world)
            .map_err(|error| format!("after {step:?}: {error}\n{self:?}\n{:?}", world.slots))
    }

    /// Whether the memory is a heap of exactly this.
    ///
    /// # Errors
    /// What is wrong.
    pub fn check(&self, world: &World) -> Result<(), String> {
        let nr = world.heads.heap as usize;
        if nr != self.0.len() {
            return Err(format!("it says that it has {nr}"));
        }
        let (used, rest) = world.slots.split_at(HEAP_TOP + nr);
        let (spare, used) = used.split_at(HEAP_TOP);
        if spare
            .iter()
            .chain(rest)
            .any(|slot| *slot != Slot::default())
        {
            return Err("something is in a slot that is not used".to_owned());
        }
        let mut places = vec![0; world.places.len()];
        for (at, slot) in (0u32..).zip(used) {
            let key = self.0.get(&slot.id);
            if key.map(|key| HEAP_KEYS - key) != Some(slot.rank) || slot.unused != 0 {
                return Err(format!("{slot:?} is wrong"));
            }
            let parent = at.checked_sub(1).map(|at| &used[at as usize / 4]);
            if parent.is_some_and(|parent| parent.rank < slot.rank) {
                return Err(format!("{parent:?} is above {slot:?}"));
            }
            places[slot.id as usize - 1] = at + HEAP_TOP as u32;
        }
        match *world.places == places {
            true => Ok(()),
            false => Err(format!("places are {:?}", world.places)),
        }
    }

    /// A step chosen at random, with one of `keys` keys. Some are refused: twice the
    /// same id, an id that is none, a key that is too large.
    pub fn random_step(&self, random: &mut Random, elements: u32, keys: usize) -> Option<Step> {
        const FIRST: usize = Code::HeapInsert as usize;
        let code = match random.below(10) {
            0..4 => Code::HeapInsert,
            4..7 => Code::HeapRemove,
            _ => Code::ALL[FIRST + random.below(Code::ALL.len() - FIRST)],
        };
        let key = match random.below(50) {
            0 => HEAP_KEYS - 1 + random.below(2) as u64,
            _ => random.below(keys) as u64,
        };
        let id = random.below(elements as usize + 2) as u32;
        Some(Step::new(code).id(id).key(key))
    }
}
