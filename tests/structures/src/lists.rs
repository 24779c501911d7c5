//! What two lists over one array must be: `VecDeque`s of ids.

use crate::random::Random;
use crate::step::{Code, Link, List, NOT_DONE, Step, World, mix};
use std::collections::VecDeque;

/// The model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lists(pub [VecDeque<u32>; 2]);

impl Lists {
    /// Which list an element is on, and where.
    pub fn place(&self, id: u32) -> Option<(u32, usize)> {
        (0u32..).zip(&self.0).find_map(|(list, ids)| {
            let at = ids.iter().position(|other| *other == id)?;
            Some((list, at))
        })
    }

    /// Ids up to `elements` that are on no list.
    pub fn free(&self, elements: u32) -> Vec<u32> {
        (1..=elements)
            .filter(|id| self.place(*id).is_none())
            .collect()
    }

    /// Ids on a list, first those of list 0.
    pub fn linked(&self) -> Vec<u32> {
        self.0.iter().flatten().copied().collect()
    }

    /// Does a step that is a correct use in the model and in the memory, and compares
    /// all that can be seen.
    ///
    /// # Errors
    /// What is wrong.
    pub fn step(&mut self, world: &mut World, step: &mut Step) -> Result<(), String> {
        let (result, expected) = (world.step(step), self.apply(step));
        if result != expected {
            return Err(format!("{step:?}: returned {result}, not {expected}"));
        }
        self.check(world)
            .map_err(|error| format!("after {step:?}: {error}"))
    }

    /// Returns what the step must return.
    fn apply(&mut self, step: &Step) -> u64 {
        let (to, from) = (step.list as usize, step.from as usize);
        match step.code {
            Code::InsertHead => self.0[to].push_front(step.id),
            Code::InsertTail => self.0[to].push_back(step.id),
            Code::InsertBefore => self.insert_beside(step, 0),
            Code::InsertAfter => self.insert_beside(step, 1),
            Code::Remove => self.take(step.id),
            Code::PopFirst => return self.0[to].pop_front().unwrap_or(0).into(),
            Code::PopLast => return self.0[to].pop_back().unwrap_or(0).into(),
            Code::Concat => {
                let moved = std::mem::take(&mut self.0[from]);
                self.0[to].extend(moved);
            }
            Code::Splice => self.splice(step),
            Code::MoveHead => {
                self.take(step.id);
                self.0[to].push_front(step.id);
            }
            Code::MoveTail => {
                self.take(step.id);
                self.0[to].push_back(step.id);
            }
            Code::TakeOdd | Code::TakeOddReverse => {
                let sum = self.look(step);
                self.0[to].retain(|id| id % 2 == 0);
                return sum;
            }
            _ => return self.look(step),
        }
        0
    }

    fn take(&mut self, id: u32) {
        for list in &mut self.0 {
            list.retain(|other| *other != id);
        }
    }

    fn insert_beside(&mut self, step: &Step, after: usize) {
        if let Some((list, at)) = self.place(step.other) {
            self.0[list as usize].insert(at + after, step.id);
        }
    }

    fn splice(&mut self, step: &Step) {
        let moved = std::mem::take(&mut self.0[step.from as usize]);
        let at = self.place(step.other).map_or(0, |(_, at)| at + 1);
        let to = &mut self.0[step.list as usize];
        let behind = to.split_off(at);
        to.extend(moved);
        to.extend(behind);
    }

    /// What a step that changes nothing must return.
    fn look(&self, step: &Step) -> u64 {
        let list = &self.0[step.list as usize];
        let id = |id: Option<&u32>| u64::from(id.copied().unwrap_or(0));
        match step.code {
            Code::Ends => {
                let sum = mix(id(list.front()), id(list.back()));
                mix(sum, list.is_empty().into())
            }
            Code::Contains => list.contains(&step.id).into(),
            Code::Neighbours => {
                let place = self.place(step.id);
                let at = |move_by: fn(usize) -> Option<usize>| {
                    let (list, at) = place?;
                    self.0[list as usize].get(move_by(at)?)
                };
                let next = at(|at| at.checked_add(1));
                mix(id(next), id(at(|at| at.checked_sub(1))))
            }
            Code::Visit | Code::TakeOdd => list.iter().fold(0, |sum, id| mix(sum, (*id).into())),
            Code::VisitReverse | Code::TakeOddReverse => {
                let ids = list.iter().rev();
                ids.fold(0, |sum, id| mix(sum, (*id).into()))
            }
            _ => NOT_DONE,
        }
    }

    /// Whether the memory is exactly this: links both ways, ends, and nothing left in
    /// elements that are on no list.
    ///
    /// # Errors
    /// What is wrong.
    pub fn check(&self, world: &World) -> Result<(), String> {
        let mut expected = vec![Link::default(); world.items.len()];
        for (ids, head) in self.0.iter().zip(world.heads.lists) {
            let ends = List {
                first: ids.front().copied().unwrap_or(0),
                last: ids.back().copied().unwrap_or(0),
            };
            if head != ends {
                return Err(format!("{head:?} is not {ends:?}"));
            }
            let mut prev = 0;
            for (at, id) in ids.iter().enumerate() {
                let next = ids.get(at + 1).copied().unwrap_or(0);
                expected[*id as usize - 1] = Link { next, prev };
                prev = *id;
            }
        }
        for (id, (item, link)) in (1..).zip(world.items.iter().zip(expected)) {
            if item.link != link {
                return Err(format!(
                    "element {id}: {:?} is not {link:?} ({self:?})",
                    item.link
                ));
            }
        }
        Ok(())
    }

    /// A step that is a correct use, chosen at random; none if the choice is
    /// impossible now.
    pub fn random_step(&self, random: &mut Random, elements: u32) -> Option<Step> {
        const CODES: usize = Code::ListInit as usize;
        let code = Code::ALL[random.below(CODES)];
        let list = random.below(2) as u32;
        let step = Step::new(code).list(list).from(1 - list);
        Some(match code {
            Code::InsertHead | Code::InsertTail => step.id(random.one(&self.free(elements))?),
            Code::InsertBefore | Code::InsertAfter => {
                let other = random.one(&self.linked())?;
                let (list, _) = self.place(other)?;
                let id = random.one(&self.free(elements))?;
                step.list(list).other(other).id(id)
            }
            Code::Remove => {
                let id = random.one(&self.linked())?;
                step.list(self.place(id)?.0).id(id)
            }
            Code::MoveHead | Code::MoveTail => {
                let id = random.one(&self.linked())?;
                step.from(self.place(id)?.0).id(id)
            }
            Code::Splice => {
                let ids: Vec<u32> = self.0[list as usize].iter().copied().collect();
                step.other(
                    random
                        .one(&ids)
                        .filter(|_| random.below(4) > 0)
                        .unwrap_or(0),
                )
            }
            // Seldom, or the lists would stay short.
            Code::TakeOdd | Code::TakeOddReverse | Code::Concat if random.below(4) > 0 => {
                return None;
            }
            Code::Contains => {
                // The other list's elements are not to be asked for.
                let mut ids = self.free(elements);
                ids.extend(&self.0[list as usize]);
                step.id(random.one(&ids)?)
            }
            Code::Neighbours => step.id(1 + random.below(elements as usize) as u32),
            _ => step,
        })
    }
}
