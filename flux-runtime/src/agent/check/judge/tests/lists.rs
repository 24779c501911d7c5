//! Lists that are broken.

use super::*;

#[test]
fn broken_threads_and_lists_are_found() {
    all_are_found(&[
        (
            Invariant::ThreadState,
            "stands at the place of thread 3",
            |look| {
                of(look, 3).generic.id = 4;
            },
        ),
        (Invariant::ThreadState, "belongs to no instance", |look| {
            of(look, 6).generic.sched = 4;
        }),
        (
            Invariant::ThreadState,
            "is in state 5, which does not exist",
            |look| {
                of(look, 6).generic.state = 5;
            },
        ),
        (
            Invariant::ThreadState,
            "is on no list (state 1) and has neighbours: 2",
            |look| {
                of(look, 3).generic.state = THREAD_HELD;
            },
        ),
        (
            Invariant::ThreadState,
            "is on no list (state 1) and counts 1 of them",
            |look| {
                of(look, 5).generic.state = THREAD_HELD;
            },
        ),
        (
            Invariant::ListMember,
            "is on 1 lists and trees, and counts 2",
            |look| {
                of(look, 2).generic.nr_linked = 2;
            },
        ),
        (
            Invariant::ListMember,
            "(pid 105) of primary is linked, and on no list",
            |look| {
                look.instances[1].lists[1] = head("others", 0, 0);
            },
        ),
        (
            Invariant::ListMember,
            "is on 2 lists and trees, and counts 1",
            |look| {
                of(look, 3).links[1] = link(5, 0);
            },
        ),
        (
            Invariant::ListMember,
            "is on 2 lists and trees, and counts 1",
            |look| {
                look.instances[1].lists[0] = head("urgent", 5, 5);
            },
        ),
        (
            Invariant::ListMember,
            "the first of list others of primary is thread 6",
            |look| {
                look.instances[1].lists[1].ends.first = 6;
            },
        ),
        (
            Invariant::ListMember,
            "the last of list own of idle is thread 5",
            |look| {
                look.instances[2].lists.push(head("own", 5, 5));
            },
        ),
        (Invariant::ListOrder, "has one end", |look| {
            look.instances[1].lists[1].ends.last = 0;
        }),
        (
            Invariant::ListOrder,
            "is thread 7, which does not exist",
            |look| {
                look.instances[1].lists[1].ends.last = 7;
            },
        ),
        (
            Invariant::ListOrder,
            "has nobody before it and is not the first",
            |look| {
                look.instances[1].lists[0].ends.first = 3;
            },
        ),
        (
            Invariant::ListOrder,
            "has nobody behind it and is not the last",
            |look| {
                look.instances[1].lists[0].ends.last = 3;
            },
        ),
        (
            Invariant::ListOrder,
            "is the first of a list and has thread 2 before it",
            |look| {
                look.instances[1].lists[0].ends.first = 3;
            },
        ),
        (
            Invariant::ListOrder,
            "is the last of a list and has thread 4 behind it",
            |look| {
                look.instances[1].lists[0].ends.last = 3;
            },
        ),
        (
            Invariant::ListOrder,
            "is behind thread 2, which is not before it",
            |look| {
                of(look, 2).links[0] = link(0, 4);
            },
        ),
        (
            Invariant::ListOrder,
            "is before thread 4, which is not behind it",
            |look| {
                of(look, 4).links[0] = link(2, 0);
            },
        ),
        (Invariant::ListOrder, "is before thread 4", |look| {
            of(look, 4).generic.state = THREAD_HELD;
        }),
        (
            Invariant::ListOrder,
            "runs in a ring: it comes back to thread",
            |look| {
                // Neighbours all agree, and nobody is an end.
                of(look, 2).links[0] = link(4, 3);
                of(look, 4).links[0] = link(3, 2);
                look.instances[1].lists[0] = head("urgent", 0, 0);
            },
        ),
    ]);
}

#[test]
fn a_ring_is_told_once() {
    let mut look = busy();
    of(&mut look, 2).links[0] = link(4, 3);
    of(&mut look, 4).links[0] = link(3, 2);
    look.instances[1].lists[0] = head("urgent", 0, 0);
    assert_eq!(found(&look).len(), 1, "{:?}", found(&look));
}

#[test]
fn a_thread_may_be_on_several_lists() {
    let mut look = busy();
    // 5 also waits behind 4 on the first list.
    of(&mut look, 4).links[0] = link(3, 5);
    of(&mut look, 5).links[0] = link(4, 0);
    of(&mut look, 5).generic.nr_linked = 2;
    look.instances[1].lists[0] = head("urgent", 2, 5);
    assert_eq!(found(&look), []);
}
