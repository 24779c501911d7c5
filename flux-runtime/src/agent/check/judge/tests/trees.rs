//! Trees that are broken.

use super::*;
use crate::agent::check::look::Root;
use crate::data::containers::{AvlNode, AvlTree};

/// Threads 2, 3 and 4 are in a tree besides: 3 above 2 and 4, with keys 20, 30, 40; 5 is an orphan.
fn grown() -> Look {
    let mut look = busy();
    for thread in look.threads.iter_mut().flatten() {
        thread.nodes = vec![AvlNode::default()];
    }
    let mut set = |id, node| {
        of(&mut look, id).nodes[0] = node;
        of(&mut look, id).generic.nr_linked += 1;
    };
    set(2, node(3, 0, 0, 20));
    set(3, node(0, 2, 4, 30));
    set(4, node(3, 0, 0, 40));
    let orphan = AvlNode {
        is_orphan: 1,
        ..node(0, 0, 0, 25)
    };
    set(5, orphan);
    let tree = AvlTree {
        root_id: 3,
        min_id: 2,
        max_id: 4,
        first_orphan_id: 5,
        last_orphan_id: 5,
        nr_orphans: 1,
    };
    look.instances[1].trees = vec![Root {
        name: "by_key".to_owned(),
        tree,
    }];
    look
}

fn node(parent_id: u32, left_id: u32, right_id: u32, key: u64) -> AvlNode {
    AvlNode {
        key,
        left_id,
        right_id,
        parent_id,
        ..AvlNode::default()
    }
}

fn tree(look: &mut Look) -> &mut AvlTree {
    &mut look.instances[1].trees[0].tree
}

#[test]
fn a_tree_beside_lists_is_right() {
    assert_eq!(found(&grown()), []);
}

/// Part of a sentence, and the change that leads to it.
type Damage = (&'static str, fn(&mut Look));

#[test]
fn broken_trees_are_found() {
    let cases: &[Damage] = &[
        ("is below thread 3, which is not above it", |look| {
            of(look, 3).nodes[0].left_id = 0;
        }),
        ("is above thread 4, which is not below it", |look| {
            of(look, 4).nodes[0].parent_id = 2;
        }),
        ("is on the wrong side of thread 2", |look| {
            of(look, 2).nodes[0].key = 31;
        }),
        ("is in a tree in state 1", |look| {
            of(look, 4).generic.state = THREAD_HELD;
        }),
        ("is an orphan and has a place in the tree", |look| {
            of(look, 5).nodes[0].parent_id = 3;
        }),
        ("is an orphan whose neighbours do not know it", |look| {
            tree(look).last_orphan_id = 2;
        }),
        (
            "the minimum of tree by_key of primary is thread 6, which is not linked",
            |look| {
                tree(look).min_id = 6;
            },
        ),
        ("all or none", |look| {
            tree(look).min_id = 0;
        }),
        ("threads above it: a ring", |look| {
            // 3 and 4 are above each other.
            of(look, 3).nodes[0] = node(4, 2, 4, 30);
            of(look, 4).nodes[0] = node(3, 3, 0, 40);
        }),
    ];
    for (text, change) in cases {
        let mut look = grown();
        change(&mut look);
        let found = found(&look);
        let is_told = found
            .iter()
            .any(|(rule, sentence)| *rule == Invariant::TreeOrder && sentence.contains(text));
        assert!(is_told, "{text}: {found:?}");
    }
}

#[test]
fn another_neighbour_is_another_suspicion() {
    let about_3 = |parent_id| {
        let mut look = grown();
        of(&mut look, 3).nodes[0].parent_id = parent_id;
        let found = judge(&look, &rules(&config()));
        let of_3 = found
            .into_iter()
            .find(|one| one.key.invariant == Invariant::TreeOrder && one.key.object == 3);
        of_3.unwrap()
    };
    assert_eq!(about_3(2), about_3(2));
    assert_ne!(about_3(2).key, about_3(4).key);
    assert_eq!(about_3(4).threads, [3, 4, 2, 4]);
}
