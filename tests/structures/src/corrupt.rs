//! Memory that no operation would leave: random numbers in all links.

use crate::random::Random;
use crate::step::{Code, HEAP_KEYS, Heads, Item, Link, List, Node, Step, Tree, World};

/// Every field of every element and every head at random.
pub fn world(random: &mut Random, elements: usize, height: u32, cached: bool) -> World {
    let mut world = World::new(elements, height, cached);
    // Of most worlds the ids are those of elements, so that operations go far.
    let wild = random.below(8) == 0;
    let mut id = || match wild {
        true => random.next() as u32,
        false => random.below(elements + 3) as u32,
    };
    let mut list = || List {
        first: id(),
        last: id(),
    };
    let lists = [list(), list()];
    let tree = Tree {
        root: id(),
        min: id(),
        max: id(),
        first_orphan: id(),
        last_orphan: id(),
        orphans: id(),
    };
    let heap = id();
    *world.heads = Heads {
        lists,
        tree,
        heap,
        ..Heads::default()
    };
    for place in &mut world.places {
        *place = id();
    }
    for slot in &mut world.slots {
        slot.id = id();
        slot.rank = HEAP_KEYS.wrapping_sub(id().into());
    }
    for item in &mut world.items {
        let link = Link {
            next: id(),
            prev: id(),
        };
        let node = Node {
            left: id(),
            right: id(),
            parent: id(),
            prev_orphan: id(),
            next_orphan: id(),
            ..Node::default()
        };
        *item = Item {
            tag: id(),
            link,
            node,
            ..Item::default()
        };
    }
    for item in &mut world.items {
        item.node.key = random.below(elements) as u64;
        item.node.balance = match random.below(8) {
            0 => random.next() as i8,
            _ => random.below(3) as i8 - 1,
        };
        item.node.is_orphan = u8::from(random.below(4) == 0);
    }
    world
}

/// Any operation with any element.
pub fn step(random: &mut Random, elements: usize) -> Step {
    let mut id = || random.below(elements + 2) as u32;
    let (one, other, key) = (id(), id(), u64::from(id()));
    let (list, from) = (random.below(2) as u32, random.below(2) as u32);
    Step::new(Code::ALL[random.below(Code::ALL.len())])
        .id(one)
        .other(other)
        .list(list)
        .from(from)
        .key(key)
}
