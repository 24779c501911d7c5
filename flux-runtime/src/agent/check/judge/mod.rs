//! What is wrong with a look: pure functions, one file per kind of rule.
//!
//! They say what they see, torn looks included; `persist` decides what to believe.

mod cgroups;
mod counts;
mod lists;
mod queues;
mod tasks;
mod trees;

pub use queues::{IdleClock, WatchClock, oldest as oldest_queued, state_name};
pub use tasks::{TaskLog, oldest_wait};

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::look::{Look, Thread};
use super::suspicion::{Invariant, Key, Suspicion};
use crate::Node;
use crate::data::layout::Config;

/// What looks are judged by.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// The hierarchy's instances, for their names.
    pub nodes: &'a [Node],
    /// The scheduler's own limits.
    pub config: &'a Config,
}

/// Everything that a look of the maps shows to be wrong.
pub fn judge(look: &Look, rules: &Rules<'_>) -> Vec<Suspicion> {
    let mut found = Vec::new();
    counts::judge(look, rules, &mut found);
    lists::judge(look, rules, &mut found);
    trees::judge(look, rules, &mut found);
    queues::judge(look, rules, &mut found);
    cgroups::judge(look, rules, &mut found);
    found
}

impl Rules<'_> {
    /// An instance's name.
    pub fn name(&self, id: u32) -> String {
        let node = self.nodes.iter().find(|node| node.id == id);
        node.map_or_else(|| format!("instance {id}"), |node| node.name.to_owned())
    }

    /// A thread, as sentences name it.
    fn thread(&self, thread: &Thread) -> String {
        let generic = &thread.generic;
        format!(
            "thread {} (pid {}) of {}",
            generic.id,
            generic.pid,
            self.name(generic.sched)
        )
    }
}

/// Changes whenever something happens to the thread: it was queued or taken away.
fn epoch(thread: &Thread) -> u64 {
    let generic = &thread.generic;
    // The generation is what the kernel did, the period when it was queued last.
    generic
        .queued_at_period
        .wrapping_mul(0x1_0000_0001)
        .wrapping_add(u64::from(generic.generation) << 8)
        .wrapping_add(u64::from(generic.state))
}

/// A suspicion about one thread.
fn about(invariant: Invariant, thread: &Thread, text: String) -> Suspicion {
    let id = thread.generic.id;
    Suspicion {
        key: Key {
            invariant,
            object: id,
            generation: epoch(thread),
        },
        text,
        threads: vec![id],
    }
}

/// A suspicion about the place of a thread among others. Near the root of a tree they come
/// and go with every turn, of which no generation tells, and a slow machine tears one look
/// after the other there: only what each says in the same words is the same.
fn about_place(invariant: Invariant, thread: &Thread, text: String) -> Suspicion {
    let mut words = DefaultHasher::new();
    text.hash(&mut words);
    let mut suspicion = about(invariant, thread, text);
    suspicion.key.generation ^= words.finish();
    suspicion
}

#[cfg(test)]
pub mod tests;
