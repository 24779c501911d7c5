//! The policies' lists: every linked thread is on exactly one, and each list is
//! the same forwards and backwards.
//!
//! Only neighbours are compared. A walk from the head would lose its way in a
//! torn look and suspect everything behind that place; neighbours that nobody
//! touches agree in every look. If all neighbours agree and all ends are a list's,
//! what is left is a ring without an end, and that is looked for.

use super::super::look::{Head, Link, Look, Thread};
use super::super::suspicion::{Invariant, Key, Suspicion};
use super::{Rules, about, epoch};
use crate::data::layout::{THREAD_HANDED, THREAD_LINKED};

/// Judges all lists and links.
pub fn judge(look: &Look, rules: &Rules<'_>, found: &mut Vec<Suspicion>) {
    for (index, slot) in look.threads.iter().enumerate() {
        let Some(thread) = slot else { continue };
        let problem = state_problem(look, index as u32 + 1, thread);
        if let Some((invariant, text)) = problem.or_else(|| link_problem(look, thread)) {
            found.push(about(
                invariant,
                thread,
                format!("{} {text}", rules.thread(thread)),
            ));
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
    let text = if generic.id != id {
        format!("stands at the place of thread {id}")
    } else if look.instance(generic.sched).is_none() {
        "belongs to no instance".to_owned()
    } else if generic.state > THREAD_HANDED {
        format!("is in state {}, which does not exist", generic.state)
    } else if generic.state != THREAD_LINKED && used(thread).next().is_some() {
        let link = used(thread)
            .next()
            .map(|(_, link)| link)
            .unwrap_or_default();
        format!(
            "is on no list (state {}) and has neighbours: {} before it, {} behind it",
            generic.state, link.prev, link.next
        )
    } else {
        return None;
    };
    Some((Invariant::ThreadState, text))
}

/// The links of a thread that have a neighbour.
fn used(thread: &Thread) -> impl Iterator<Item = (usize, Link)> {
    let links = thread.links.iter().copied().enumerate();
    links.filter(|(_, link)| *link != Link::default())
}

/// What is wrong with a linked thread's place on its list.
fn link_problem(look: &Look, thread: &Thread) -> Option<(Invariant, String)> {
    let generic = &thread.generic;
    if generic.state != THREAD_LINKED {
        return None;
    }
    let lists = &look.instance(generic.sched)?.lists;
    let firsts = lists.iter().filter(|list| list.first == generic.id).count();
    let lasts = lists.iter().filter(|list| list.last == generic.id).count();
    let mut used = used(thread);
    let link = used.next();
    if used.next().is_some() || firsts > 1 || lasts > 1 {
        return Some((Invariant::ListMember, "is on two lists".to_owned()));
    }
    let Some((at, link)) = link else {
        // Alone on its list, or on none.
        return (firsts == 0 || lasts == 0).then(|| {
            let text = "is linked, and on no list of its instance".to_owned();
            (Invariant::ListMember, text)
        });
    };
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
        (0, _) if firsts == 0 => "has nobody before it and is not the first of a list".to_owned(),
        (_, 0) if lasts == 0 => "has nobody behind it and is not the last of a list".to_owned(),
        (prev, _) if prev != 0 && firsts > 0 => {
            format!("is the first of a list and has thread {prev} before it")
        }
        (_, next) if next != 0 && lasts > 0 => {
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
    Some((Invariant::ListOrder, text))
}

/// The ends of a list are linked threads of the instance.
fn ends(look: &Look, rules: &Rules<'_>, id: u32, head: &Head, found: &mut Vec<Suspicion>) {
    let name = || format!("list {} of {}", head.name, rules.name(id));
    if (head.first == 0) != (head.last == 0) {
        found.push(Suspicion {
            key: Key {
                invariant: Invariant::ListOrder,
                object: id,
                generation: u64::from(head.first) << 32 | u64::from(head.last),
            },
            text: format!(
                "{} has one end: thread {} is its first, thread {} its last",
                name(),
                head.first,
                head.last
            ),
            threads: vec![head.first.max(head.last)],
        });
    }
    for (end, which) in [(head.first, "first"), (head.last, "last")] {
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
                    let text = format!(
                        "the list of {} runs in a ring: it comes back to thread {id}",
                        rules.thread(member)
                    );
                    found.push(Suspicion {
                        key: Key {
                            invariant: Invariant::ListOrder,
                            object: smallest,
                            generation: !epoch(member),
                        },
                        text,
                        threads: vec![smallest, id],
                    });
                }
                break;
            }
            if *mark != 0 {
                break;
            }
            *mark = walk;
            smallest = smallest.min(id);
            match used(thread).next() {
                Some((_, link)) if thread.generic.state == THREAD_LINKED => id = link.next,
                _ => break,
            }
        }
    }
}
