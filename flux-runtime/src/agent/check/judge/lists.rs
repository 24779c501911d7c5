//! The policies' lists: a linked thread is on as many lists and trees as it says, and each list is
//! the same forwards and backwards.
//!
//! Only neighbours are compared. A walk from the head would lose its way in a
//! torn look and suspect everything behind that place; neighbours that nobody
//! touches agree in every look. If all neighbours agree and all ends are a list's,
//! what is left is a ring without an end, and that is looked for.

use super::super::look::{Head, Instance, Link, Look, Thread};
use super::super::suspicion::{Invariant, Key, Suspicion};
use super::{Rules, about, about_place, epoch, trees};
use crate::data::layout::{THREAD_HANDED, THREAD_LINKED};

/// Judges all lists and links.
pub fn judge(look: &Look, rules: &Rules<'_>, found: &mut Vec<Suspicion>) {
    for (index, slot) in look.threads.iter().enumerate() {
        let Some(thread) = slot else { continue };
        let problem = state_problem(look, index as u32 + 1, thread);
        let problem = problem.or_else(|| count_problem(look, thread));
        if let Some((invariant, text)) = problem.or_else(|| link_problem(look, thread)) {
            let text = format!("{} {text}", rules.thread(thread));
            found.push(about_place(invariant, thread, text));
        }
    }
    for (id, instance) in (1..).zip(&look.instances) {
        for head in &instance.lists {
            ends(look, rules, id, head, found);
        }
    }
    rings(look, rules, found);
}

/// What the record says of itself.
fn state_problem(look: &Look, id: u32, thread: &Thread) -> Option<(Invariant, String)> {
    let generic = &thread.generic;
    let has_neighbours = |link: &&Link| **link != Link::default();
    let text = if generic.id != id {
        format!("stands at the place of thread {id}")
    } else if look.instance(generic.sched).is_none() {
        "belongs to no instance".to_owned()
    } else if generic.state > THREAD_HANDED {
        format!("is in state {}, which does not exist", generic.state)
    } else if generic.state == THREAD_LINKED {
        return None;
    } else if let Some(link) = thread.links.iter().find(has_neighbours) {
        format!(
            "is on no list (state {}) and has neighbours: {} before it, {} behind it",
            generic.state, link.prev, link.next
        )
    } else if generic.nr_linked != 0 {
        format!(
            "is on no list (state {}) and counts {} of them",
            generic.state, generic.nr_linked
        )
    } else {
        return None;
    };
    Some((Invariant::ThreadState, text))
}

/// Whether a thread is on list number `at` of its instance.
fn is_on(instance: &Instance, thread: &Thread, at: usize) -> bool {
    let id = thread.generic.id;
    let has_neighbours = thread
        .links
        .get(at)
        .is_some_and(|link| *link != Link::default());
    let ends = instance.lists.get(at).map(|list| list.ends);
    has_neighbours || ends.is_some_and(|ends| ends.first == id || ends.last == id)
}

/// What is wrong with the number of lists and trees that a linked thread is on.
fn count_problem(look: &Look, thread: &Thread) -> Option<(Invariant, String)> {
    let generic = &thread.generic;
    if generic.state != THREAD_LINKED {
        return None;
    }
    let instance = look.instance(generic.sched)?;
    let lists = (0..instance.lists.len()).filter(|at| is_on(instance, thread, *at));
    let count = lists.count() + trees::count(instance, thread);
    let text = match count {
        0 => "is linked, and on no list of its instance".to_owned(),
        count if count != generic.nr_linked as usize => format!(
            "is on {count} lists and trees, and counts {}",
            generic.nr_linked
        ),
        _ => return None,
    };
    Some((Invariant::ListMember, text))
}

/// What is wrong with a linked thread's places on its lists.
fn link_problem(look: &Look, thread: &Thread) -> Option<(Invariant, String)> {
    let generic = &thread.generic;
    if generic.state != THREAD_LINKED {
        return None;
    }
    let instance = look.instance(generic.sched)?;
    let mut lists = instance.lists.iter().enumerate();
    let text = lists.find_map(|(at, list)| {
        let is_member = is_on(instance, thread, at);
        is_member
            .then(|| place_problem(look, thread, at, list))
            .flatten()
    })?;
    Some((Invariant::ListOrder, text))
}

/// What is wrong with the place of a thread on list number `at`.
fn place_problem(look: &Look, thread: &Thread, at: usize, list: &Head) -> Option<String> {
    let generic = &thread.generic;
    let link = thread.links.get(at).copied().unwrap_or_default();
    let (is_first, is_last) = (list.ends.first == generic.id, list.ends.last == generic.id);
    let beside = |id: u32, back: fn(&Link) -> u32| {
        look.thread(id).is_some_and(|other| {
            other.generic.state == THREAD_LINKED
                && other.generic.sched == generic.sched
                && other
                    .links
                    .get(at)
                    .is_some_and(|link| back(link) == generic.id)
        })
    };
    let text = match (link.prev, link.next) {
        (0, _) if !is_first => "has nobody before it and is not the first of a list".to_owned(),
        (_, 0) if !is_last => "has nobody behind it and is not the last of a list".to_owned(),
        (prev, _) if prev != 0 && is_first => {
            format!("is the first of a list and has thread {prev} before it")
        }
        (_, next) if next != 0 && is_last => {
            format!("is the last of a list and has thread {next} behind it")
        }
        (prev, _) if prev != 0 && !beside(prev, |link| link.next) => {
            format!("is behind thread {prev}, which is not before it")
        }
        (_, next) if next != 0 && !beside(next, |link| link.prev) => {
            format!("is before thread {next}, which is not behind it")
        }
        _ => return None,
    };
    Some(format!("{text} ({})", list.name))
}

/// The ends of a list are linked threads of the instance.
fn ends(look: &Look, rules: &Rules<'_>, id: u32, head: &Head, found: &mut Vec<Suspicion>) {
    let name = || format!("list {} of {}", head.name, rules.name(id));
    if (head.ends.first == 0) != (head.ends.last == 0) {
        found.push(Suspicion {
            key: Key {
                invariant: Invariant::ListOrder,
                object: id,
                generation: u64::from(head.ends.first) << 32 | u64::from(head.ends.last),
            },
            text: format!(
                "{} has one end: thread {} is its first, thread {} its last",
                name(),
                head.ends.first,
                head.ends.last
            ),
            threads: vec![head.ends.first.max(head.ends.last)],
        });
    }
    for (end, which) in [(head.ends.first, "first"), (head.ends.last, "last")] {
        let Some(thread) = look.thread(end) else {
            if end != 0 {
                found.push(Suspicion {
                    key: Key {
                        invariant: Invariant::ListOrder,
                        object: end,
                        generation: 0,
                    },
                    text: format!(
                        "the {which} of {} is thread {end}, which does not exist",
                        name()
                    ),
                    threads: Vec::new(),
                });
            }
            continue;
        };
        if thread.generic.state != THREAD_LINKED || thread.generic.sched != id {
            let text = format!(
                "the {which} of {} is {}, whose state is {} instead of linked ({THREAD_LINKED})",
                name(),
                rules.thread(thread),
                thread.generic.state,
            );
            found.push(about(Invariant::ListMember, thread, text));
        }
    }
}

/// Linked threads from which no way leads to the end of a list.
fn rings(look: &Look, rules: &Rules<'_>, found: &mut Vec<Suspicion>) {
    let lists = look.instances.iter().map(|instance| instance.lists.len());
    for at in 0..lists.max().unwrap_or(0) {
        rings_of(look, rules, at, found);
    }
}

/// The same by the links of each instance's list number `at`.
fn rings_of(look: &Look, rules: &Rules<'_>, at: usize, found: &mut Vec<Suspicion>) {
    // 0: not visited; else the number of the walk that came by.
    let mut visited = vec![0u32; look.threads.len() + 1];
    for (walk, start) in (1..).zip(look.known_threads()) {
        let mut id = start.generic.id;
        let mut smallest = id;
        while let Some(thread) = look.thread(id) {
            let Some(mark) = visited.get_mut(id as usize) else {
                break;
            };
            if *mark == walk {
                // One sentence for a ring, whichever member the walk began at.
                if let Some(member) = look.thread(smallest) {
                    found.push(ring(rules, member, id));
                }
                break;
            }
            if *mark != 0 {
                break;
            }
            *mark = walk;
            smallest = smallest.min(id);
            match thread.links.get(at) {
                Some(link) if thread.generic.state == THREAD_LINKED => id = link.next,
                _ => break,
            }
        }
    }
}

fn ring(rules: &Rules<'_>, member: &Thread, back_at: u32) -> Suspicion {
    let smallest = member.generic.id;
    Suspicion {
        key: Key {
            invariant: Invariant::ListOrder,
            object: smallest,
            generation: !epoch(member),
        },
        text: format!(
            "the list of {} runs in a ring: it comes back to thread {back_at}",
            rules.thread(member)
        ),
        threads: vec![smallest, back_at],
    }
}
