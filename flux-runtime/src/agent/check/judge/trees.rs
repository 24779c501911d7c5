//! The policies' trees: parents and children know each other, keys are in order, and orphans are on
//! their list.
//!
//! As with lists only neighbours are compared, and what is left is a ring: ways to the root that
//! have no end.

use super::super::look::{Instance, Look, Root, Thread};
use super::super::suspicion::{Invariant, Key, Suspicion};
use super::{Rules, about_place};
use crate::data::containers::AvlNode;
use crate::data::layout::THREAD_LINKED;

/// Longer than any way to the root: trees have at most 23 levels.
const MOST_LEVELS: usize = 32;

/// Judges all trees and nodes.
pub fn judge(look: &Look, rules: &Rules<'_>, found: &mut Vec<Suspicion>) {
    for thread in look.known_threads() {
        let Some(instance) = look.instance(thread.generic.sched) else {
            continue;
        };
        let roots = instance.trees.iter().enumerate();
        let problem = roots
            .filter(|(at, root)| is_in(root, thread, *at))
            .find_map(|(at, root)| {
                let node = thread.nodes.get(at)?;
                let text = node_problem(look, thread, node, at, root)?;
                let text = format!("{} {text} ({})", rules.thread(thread), root.name);
                Some((text, node))
            });
        if let Some((text, node)) = problem {
            let mut suspicion = about_place(Invariant::TreeOrder, thread, text);
            let beside = [node.parent_id, node.left_id, node.right_id];
            suspicion
                .threads
                .extend(beside.iter().filter(|id| **id != 0));
            found.push(suspicion);
        }
    }
    for (id, instance) in (1..).zip(&look.instances) {
        for root in &instance.trees {
            heads(look, rules, id, root, found);
        }
    }
}

/// How many of its instance's trees a thread is in.
pub fn count(instance: &Instance, thread: &Thread) -> usize {
    let roots = instance.trees.iter().enumerate();
    roots.filter(|(at, root)| is_in(root, thread, *at)).count()
}

fn is_in(root: &Root, thread: &Thread, at: usize) -> bool {
    thread.nodes.get(at).is_some_and(|node| {
        node.parent_id != 0 || node.is_orphan != 0 || root.tree.root_id == thread.generic.id
    })
}

/// What is wrong with the place of a thread in tree number `at`.
fn node_problem(
    look: &Look,
    thread: &Thread,
    node: &AvlNode,
    at: usize,
    root: &Root,
) -> Option<String> {
    let generic = &thread.generic;
    if generic.state != THREAD_LINKED {
        return Some(format!("is in a tree in state {}", generic.state));
    }
    let of = |id: u32| {
        let other = look.thread(id)?;
        let is_linked = other.generic.state == THREAD_LINKED;
        let is_ours = is_linked && other.generic.sched == generic.sched;
        is_ours.then(|| other.nodes.get(at)).flatten()
    };
    if node.is_orphan != 0 {
        return orphan_problem(generic.id, node, root, of);
    }
    let parent = of(node.parent_id);
    if node.parent_id != 0 {
        let knows = |parent: &AvlNode| [parent.left_id, parent.right_id].contains(&generic.id);
        if !parent.is_some_and(knows) {
            return Some(format!(
                "is below thread {}, which is not above it",
                node.parent_id
            ));
        }
    }
    for (child_id, is_left) in [(node.left_id, true), (node.right_id, false)] {
        if child_id == 0 {
            continue;
        }
        let Some(child) = of(child_id).filter(|child| child.parent_id == generic.id) else {
            return Some(format!("is above thread {child_id}, which is not below it"));
        };
        let (smaller, larger) = match is_left {
            true => (child.key, node.key),
            false => (node.key, child.key),
        };
        if smaller > larger {
            return Some(format!("is on the wrong side of thread {child_id}"));
        }
    }
    let ways = std::iter::successors(Some(node), |node| of(node.parent_id));
    (ways.take(MOST_LEVELS + 1).count() > MOST_LEVELS)
        .then(|| format!("has more than {MOST_LEVELS} threads above it: a ring"))
}

fn orphan_problem<'l>(
    id: u32,
    node: &AvlNode,
    root: &Root,
    of: impl Fn(u32) -> Option<&'l AvlNode>,
) -> Option<String> {
    let before = match node.prev_orphan_id {
        0 => root.tree.first_orphan_id == id,
        prev => of(prev).is_some_and(|prev| prev.next_orphan_id == id),
    };
    let behind = match node.next_orphan_id {
        0 => root.tree.last_orphan_id == id,
        next => of(next).is_some_and(|next| next.prev_orphan_id == id),
    };
    let hangs = node.parent_id != 0 || node.left_id != 0 || node.right_id != 0;
    if hangs {
        return Some("is an orphan and has a place in the tree".to_owned());
    }
    (!(before && behind)).then(|| "is an orphan whose neighbours do not know it".to_owned())
}

/// What a tree's head names are linked threads of the instance.
fn heads(look: &Look, rules: &Rules<'_>, id: u32, root: &Root, found: &mut Vec<Suspicion>) {
    let tree = &root.tree;
    let named = [
        (tree.root_id, "root"),
        (tree.min_id, "minimum"),
        (tree.max_id, "maximum"),
        (tree.first_orphan_id, "first orphan"),
        (tree.last_orphan_id, "last orphan"),
    ];
    for (end, which) in named.into_iter().filter(|(end, _)| *end != 0) {
        let thread = look.thread(end);
        let is_right = thread.is_some_and(|thread| {
            thread.generic.state == THREAD_LINKED && thread.generic.sched == id
        });
        if !is_right {
            found.push(Suspicion {
                key: Key {
                    invariant: Invariant::TreeOrder,
                    object: id,
                    generation: u64::from(end),
                },
                text: format!(
                    "the {which} of tree {} of {} is thread {end}, which is not linked there",
                    root.name,
                    rules.name(id)
                ),
                threads: vec![end],
            });
        }
    }
    let ends = [tree.root_id == 0, tree.min_id == 0, tree.max_id == 0];
    if ends.iter().any(|end| *end != ends[0]) {
        found.push(Suspicion {
            key: Key {
                invariant: Invariant::TreeOrder,
                object: id,
                generation: u64::from(tree.root_id) << 32 | u64::from(tree.min_id),
            },
            text: format!(
                "tree {} of {} has root {}, minimum {} and maximum {}: all or none",
                root.name,
                rules.name(id),
                tree.root_id,
                tree.min_id,
                tree.max_id
            ),
            threads: vec![tree.root_id.max(tree.min_id)],
        });
    }
}
