//! All sequences of operations up to a length, on few elements.
//!
//! Elements that are on no list, or in no tree, are alike: only the first of them is
//! inserted. Of keys only the order matters: one is tried between each two in use,
//! one below and one above all, and one equal to each.

use crate::heaps::Heap;
use crate::lists::Lists;
use crate::step::{Code, DEFAULT_HEIGHT, Step, World};
use crate::trees::Model;
use std::collections::HashMap;

/// Elements, and length of the sequences.
pub const LENGTH: u32 = 7;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Sequences of 1 to [`LENGTH`] operations.
    pub sequences: u64,
    /// Operations that were done for them.
    pub operations: u64,
    /// How many of these left orphans.
    pub with_orphans: u64,
}

/// Every step that is a correct use of the lists.
fn list_steps(model: &Lists) -> Vec<Step> {
    let mut steps = Vec::new();
    let new = model.free(LENGTH).first().copied();
    for list in 0..2 {
        let on = |code| Step::new(code).list(list).from(1 - list);
        let ids = &model.0[list as usize];
        steps.extend([Code::PopFirst, Code::PopLast, Code::Concat, Code::TakeOdd].map(on));
        steps.push(on(Code::Splice));
        steps.extend(ids.iter().map(|id| on(Code::Splice).other(*id)));
        for code in [Code::InsertHead, Code::InsertTail] {
            steps.extend(new.map(|new| on(code).id(new)));
        }
        for code in [Code::InsertBefore, Code::InsertAfter] {
            let new = new.into_iter();
            steps.extend(new.flat_map(|new| ids.iter().map(move |id| on(code).id(new).other(*id))));
        }
        steps.extend(ids.iter().map(|id| on(Code::Remove).id(*id)));
        for code in [Code::MoveHead, Code::MoveTail] {
            for from in 0..2 {
                let ids = &model.0[from as usize];
                steps.extend(ids.iter().map(|id| on(code).from(from).id(*id)));
            }
        }
    }
    steps
}

/// Goes through all sequences on two lists; `visit` sees each operation.
///
/// What an operation does depends on the memory and on nothing else, so sequences
/// that lead to the same memory are not continued apart: each operation is done once
/// from each memory, and the sequences are counted.
///
/// # Errors
/// What is wrong after an operation.
pub fn lists(mut visit: impl FnMut(&World, &Step, &World)) -> Result<Seen, String> {
    let start = World::new(LENGTH as usize, DEFAULT_HEIGHT, true);
    let mut states = HashMap::from([(start, (Lists::default(), 1u64))]);
    let mut seen = Seen::default();
    for _ in 0..LENGTH {
        let mut next = HashMap::new();
        for (before, (model, count)) in &states {
            for mut step in list_steps(model) {
                let (mut world, mut model) = (before.clone(), model.clone());
                model.step(&mut world, &mut step)?;
                visit(before, &step, &world);
                seen.operations += 1;
                seen.sequences += count;
                next.entry(world).or_insert((model, 0)).1 += count;
            }
        }
        states = next;
    }
    Ok(seen)
}

/// Every step that is a correct use of the tree.
fn tree_steps(model: &Model) -> Vec<Step> {
    let mut steps = vec![Step::new(Code::TreePopMin), Step::new(Code::TreePopMax)];
    let members = model.members();
    steps.extend(members.iter().map(|id| Step::new(Code::TreeDelete).id(*id)));
    if let Some(new) = model.free(LENGTH).first() {
        let insert = |key| Step::new(Code::TreeInsert).id(*new).key(key);
        steps.extend(new_keys(&model.keys()).into_iter().map(insert));
    }
    steps
}

/// A key below all, one between each two, one above all, and each of them.
fn new_keys(used: &[u64]) -> Vec<u64> {
    // Halved LENGTH times at most.
    const ABOVE_ALL: u64 = 1 << 32;
    let mut keys = Vec::new();
    let mut low = 0;
    for &key in used {
        keys.extend([low + (key - low) / 2, key]);
        low = key;
    }
    keys.push(low + (ABOVE_ALL - low) / 2);
    keys
}

/// Every step that is a correct use of the heap.
fn heap_steps(model: &Heap) -> Vec<Step> {
    let mut steps = vec![Step::new(Code::HeapPopMin)];
    steps.extend(model.ids().map(|id| Step::new(Code::HeapRemove).id(id)));
    if let Some(new) = (1..=LENGTH).find(|id| !model.contains(*id)) {
        let insert = |key| Step::new(Code::HeapInsert).id(new).key(key);
        steps.extend(new_keys(&model.keys()).into_iter().map(insert));
    }
    steps
}

/// Goes through all sequences on a heap; `visit` sees each operation.
///
/// # Errors
/// What is wrong after an operation.
pub fn heaps(mut visit: impl FnMut(&World, &Step, &World)) -> Result<Seen, String> {
    let world = World::new(LENGTH as usize, DEFAULT_HEIGHT, true);
    let mut seen = Seen::default();
    below_heap(&world, &Heap::default(), LENGTH, &mut seen, &mut visit)?;
    Ok(seen)
}

fn below_heap(
    before: &World,
    model: &Heap,
    left: u32,
    seen: &mut Seen,
    visit: &mut impl FnMut(&World, &Step, &World),
) -> Result<(), String> {
    if left == 0 {
        return Ok(());
    }
    for mut step in heap_steps(model) {
        let (mut world, mut model) = (before.clone(), model.clone());
        model.step(&mut world, &mut step)?;
        visit(before, &step, &world);
        seen.operations += 1;
        seen.sequences += 1;
        below_heap(&world, &model, left - 1, seen, visit)?;
    }
    Ok(())
}

/// Goes through all sequences on a tree that may have `height` levels; `visit` sees
/// each operation.
///
/// # Errors
/// What is wrong after an operation.
pub fn trees(height: u32, mut visit: impl FnMut(&World, &Step, &World)) -> Result<Seen, String> {
    let world = World::new(LENGTH as usize, height, true);
    let mut seen = Seen::default();
    below(&world, &Model::default(), LENGTH, &mut seen, &mut visit)?;
    Ok(seen)
}

fn below(
    before: &World,
    model: &Model,
    left: u32,
    seen: &mut Seen,
    visit: &mut impl FnMut(&World, &Step, &World),
) -> Result<(), String> {
    if left == 0 {
        return Ok(());
    }
    for mut step in tree_steps(model) {
        let (mut world, mut model) = (before.clone(), model.clone());
        model.step(&mut world, &mut step)?;
        visit(before, &step, &world);
        seen.operations += 1;
        seen.sequences += 1;
        seen.with_orphans += u64::from(model.orphans() > 0);
        below(&world, &model, left - 1, seen, visit)?;
    }
    Ok(())
}
