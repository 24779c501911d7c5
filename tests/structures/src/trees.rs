//! What a tree must be: a `BTreeMap` of its nodes in order, a `VecDeque` of its
//! orphans.
//!
//! Which node becomes an orphan follows from the tree's shape, which the model
//! does not know: it asks the memory whether there was room.

use crate::random::Random;
use crate::step::{Code, NOT_DONE, Node, Step, World, mix};
use std::collections::{BTreeMap, VecDeque};

/// The model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// Nodes with a place, by key and then by when they came there.
    ordered: BTreeMap<(u64, u64), u32>,
    orphans: VecDeque<u32>,
    /// Each member's key, and its second half of the order.
    members: BTreeMap<u32, (u64, u64)>,
    clock: u64,
}

impl Model {
    /// Ids of nodes in the tree, orphans too.
    pub fn members(&self) -> Vec<u32> {
        self.members.keys().copied().collect()
    }

    /// Ids up to `elements` of nodes that are not in the tree.
    pub fn free(&self, elements: u32) -> Vec<u32> {
        (1..=elements)
            .filter(|id| !self.members.contains_key(id))
            .collect()
    }

    /// How many orphans there are.
    pub fn orphans(&self) -> usize {
        self.orphans.len()
    }

    /// The different keys of its nodes, orphans too, in order.
    pub fn keys(&self) -> Vec<u64> {
        let mut keys: Vec<u64> = self.members.values().map(|(key, _)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Does a step that is a correct use in the model and in the memory, and
    /// compares all that can be seen.
    ///
    /// # Errors
    /// What is wrong.
    pub fn step(&mut self, world: &mut World, step: &mut Step) -> Result<(), String> {
        let room = room(world, step.key);
        let result = world.step(step);
        let places = self.ordered.len();
        let expected = self.apply(step, room);
        if result != expected {
            return Err(format!("{step:?}: returned {result}, not {expected}"));
        }
        if self.ordered.len() < places {
            self.adopt(world)?;
        }
        self.check(world)
            .map_err(|error| format!("after {step:?}: {error}\n{self:?}\n{world:?}"))
    }

    /// Returns what the step must return. `room`: whether there was room for its key.
    fn apply(&mut self, step: &Step, room: bool) -> u64 {
        let id = |entry: Option<(&(u64, u64), &u32)>| entry.map_or(0, |(_, id)| u64::from(*id));
        match step.code {
            Code::TreeInsert => {
                self.clock += 1;
                self.members.insert(step.id, (step.key, self.clock));
                match room {
                    true => drop(self.ordered.insert((step.key, self.clock), step.id)),
                    false => self.orphans.push_back(step.id),
                }
                0
            }
            Code::TreeDelete => match self.members.remove(&step.id) {
                None => u32::MAX.into(),
                Some(place) => {
                    if self.ordered.remove(&place).is_none() {
                        self.orphans.retain(|id| *id != step.id);
                    }
                    0
                }
            },
            Code::TreePopMin => {
                let popped = self.ordered.pop_first();
                self.forget(popped.map(|(_, id)| id))
            }
            Code::TreePopMax => {
                let popped = self.ordered.pop_last();
                self.forget(popped.map(|(_, id)| id))
            }
            Code::TreeMin => id(self.ordered.first_key_value()),
            Code::TreeMax => id(self.ordered.last_key_value()),
            Code::TreeLookup => {
                let mut found = self.ordered.range((step.key, 0)..=(step.key, u64::MAX));
                id(found.next())
            }
            Code::TreeNext | Code::TreePrev => self.neighbour(step),
            Code::TreeContains => self.members.contains_key(&step.id).into(),
            Code::TreeVisit => {
                let ids = self.ordered.values();
                ids.fold(0, |sum, id| mix(sum, (*id).into()))
            }
            _ => NOT_DONE,
        }
    }

    fn forget(&mut self, id: Option<u32>) -> u64 {
        let Some(id) = id else { return 0 };
        self.members.remove(&id);
        id.into()
    }

    fn neighbour(&self, step: &Step) -> u64 {
        let place = self.members.get(&step.id);
        let Some(place) = place.filter(|place| self.ordered.contains_key(place)) else {
            return 0;
        };
        let found = match step.code {
            Code::TreeNext => self.ordered.range((place.0, place.1 + 1)..).next(),
            _ => self.ordered.range(..*place).next_back(),
        };
        found.map_or(0, |(_, id)| (*id).into())
    }

    /// A node has left its place: the oldest orphan has a place now if there is room for it.
    fn adopt(&mut self, world: &World) -> Result<(), String> {
        let Some(&oldest) = self.orphans.front() else {
            return Ok(());
        };
        let node = node(world, oldest)?;
        if node.is_orphan != 0 {
            return match room(world, node.key) {
                true => Err(format!("there is room for the oldest orphan, {oldest}")),
                false => Ok(()),
            };
        }
        self.orphans.pop_front();
        self.clock += 1;
        let place = (node.key, self.clock);
        self.members.insert(oldest, place);
        self.ordered.insert(place, oldest);
        Ok(())
    }

    /// Whether the memory is exactly this.
    ///
    /// # Errors
    /// What is wrong.
    pub fn check(&self, world: &World) -> Result<(), String> {
        let tree = &world.heads.tree;
        let mut found = Vec::with_capacity(self.ordered.len());
        let height = walk(world, tree.root, 0, &mut found)?;
        if height > world.height {
            return Err(format!("a height of {height}"));
        }
        if !found.iter().eq(self.ordered.values()) {
            return Err(format!("the order is {found:?}"));
        }
        let ends = (found.first().copied(), found.last().copied());
        let ends = (ends.0.unwrap_or(0), ends.1.unwrap_or(0));
        let kept = if world.cached { ends } else { (0, 0) };
        if (tree.min, tree.max) != kept {
            return Err(format!("the ends are {kept:?}"));
        }
        self.check_orphans(world)?;
        for (id, item) in (1..).zip(&world.items) {
            let key = item.node.key;
            match self.members.get(&id) {
                Some((expected, _)) if *expected != key => {
                    return Err(format!("element {id} has another key"));
                }
                None if item.node
                    != (Node {
                        key,
                        ..Node::default()
                    }) =>
                {
                    return Err(format!("element {id} left something: {:?}", item.node));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn check_orphans(&self, world: &World) -> Result<(), String> {
        let tree = &world.heads.tree;
        let ends = (tree.first_orphan, tree.last_orphan, tree.orphans as usize);
        let first = self.orphans.front().copied().unwrap_or(0);
        let last = self.orphans.back().copied().unwrap_or(0);
        if ends != (first, last, self.orphans.len()) {
            return Err(format!("first, last and number of orphans are {ends:?}"));
        }
        if self.ordered.is_empty() && !self.orphans.is_empty() {
            return Err("orphans beside an empty tree".to_owned());
        }
        let mut prev = 0;
        for (at, id) in self.orphans.iter().enumerate() {
            let expected = Node {
                key: node(world, *id)?.key,
                prev_orphan: prev,
                next_orphan: self.orphans.get(at + 1).copied().unwrap_or(0),
                is_orphan: 1,
                ..Node::default()
            };
            if *node(world, *id)? != expected {
                return Err(format!("orphan {id} is not {expected:?}"));
            }
            prev = *id;
        }
        Ok(())
    }

    /// A step that is a correct use, with one of `keys` keys; none if the choice is
    /// impossible now.
    pub fn random_step(&self, random: &mut Random, elements: u32, keys: usize) -> Option<Step> {
        const FIRST: usize = Code::TreeInsert as usize;
        const CODES: usize = Code::TreeInit as usize - FIRST;
        // Half of the steps insert or delete anything; the rest is any operation.
        let code = match random.below(10) {
            0..3 => Code::TreeInsert,
            3..5 => Code::TreeDelete,
            _ => Code::ALL[FIRST + random.below(CODES)],
        };
        let step = Step::new(code);
        Some(match code {
            Code::TreeInsert => {
                let key = random.below(keys) as u64;
                step.id(random.one(&self.free(elements))?).key(key)
            }
            Code::TreeLookup => step.key(random.below(keys) as u64),
            // Now and then what is not in it.
            Code::TreeDelete if random.below(16) > 0 => step.id(random.one(&self.members())?),
            Code::TreeNext | Code::TreePrev => step.id(random.one(&self.members())?),
            _ => step.id(1 + random.below(elements as usize) as u32),
        })
    }
}

fn node(world: &World, id: u32) -> Result<&Node, String> {
    let item = world.item(id).ok_or_else(|| format!("id {id} is none"))?;
    Ok(&item.node)
}

/// Whether the place where this key belongs is not below the last level.
fn room(world: &World, key: u64) -> bool {
    let mut id = world.heads.tree.root;
    for _ in 0..world.height {
        let Some(item) = world.item(id) else {
            return id == 0;
        };
        id = match key < item.node.key {
            true => item.node.left,
            false => item.node.right,
        };
    }
    false
}

/// Collects the ids below `id` in order and returns their height.
fn walk(world: &World, id: u32, parent: u32, found: &mut Vec<u32>) -> Result<u32, String> {
    if id == 0 {
        return Ok(0);
    }
    let node = node(world, id)?;
    if node.parent != parent || node.is_orphan != 0 || found.len() > world.items.len() {
        return Err(format!("element {id} below {parent}: {node:?}"));
    }
    if (node.prev_orphan, node.next_orphan) != (0, 0) {
        return Err(format!("element {id} has orphans beside it"));
    }
    let left = walk(world, node.left, id, found)?;
    found.push(id);
    let right = walk(world, node.right, id, found)?;
    let balance = i64::from(right) - i64::from(left);
    if balance.abs() > 1 || balance != node.balance.into() {
        return Err(format!("element {id}: heights {left}, {right}: {node:?}"));
    }
    Ok(1 + left.max(right))
}
