//! What the checks say: a sentence and a line of JSON for each violation, the
//! state of the scheduler when the first one was found, and a summary.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;

use super::judge::{Rules, state_name};
use super::look::{Head, Look};
use super::suspicion::{Key, Suspicion};
use crate::data::layout::{CPU_ONLINE, CPU_TAKEN, THREAD_LINKED};

/// Violations that are told; more are only counted.
pub const MOST_TOLD: u64 = 200;

/// Elements of a list that a dump counts: a broken list may have no end.
const MOST_COUNTED: usize = 1 << 20;

/// What is printed as `FLUX-CHECK {json}`.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    key: Key,
    at_ms: u128,
    text: &'a str,
}

/// The two lines for a violation: for people, and for programs.
pub fn lines(violation: &Suspicion, at: Duration) -> (String, String) {
    let json = serde_json::to_string(&Line {
        key: violation.key,
        at_ms: at.as_millis(),
        text: &violation.text,
    });
    (
        format!("flux-check: {}", violation.text),
        // Numbers and texts always can be written.
        format!("FLUX-CHECK {}", json.unwrap_or_default()),
    )
}

/// What the checks came to, printed as `FLUX-CHECK-SUMMARY {json}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Looks at the maps.
    pub looks: u64,
    /// Scans of the kernel's tasks.
    pub scans: u64,
    /// Invariants that were found broken.
    pub violations: u64,
    /// The longest that a thread was queued with its subscheduler.
    pub oldest_queued_ms: u64,
    /// The longest that a runnable thread was without CPU time, in whole scans.
    pub oldest_wait_ms: u64,
    /// The longest that a CPU idled while a thread waited that it could have run.
    pub longest_idle_ms: u64,
    /// The longest that one look took.
    pub longest_look_ms: u64,
}

impl Summary {
    /// Two threads' parts together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            looks: self.looks + other.looks,
            scans: self.scans + other.scans,
            violations: self.violations + other.violations,
            oldest_queued_ms: self.oldest_queued_ms.max(other.oldest_queued_ms),
            oldest_wait_ms: self.oldest_wait_ms.max(other.oldest_wait_ms),
            longest_idle_ms: self.longest_idle_ms.max(other.longest_idle_ms),
            longest_look_ms: self.longest_look_ms.max(other.longest_look_ms),
        }
    }

    /// The line for programs.
    pub fn line(&self) -> String {
        let json = serde_json::to_string(self);
        format!("FLUX-CHECK-SUMMARY {}", json.unwrap_or_default())
    }
}

/// The state of the scheduler: instances, CPUs, and the threads that a violation
/// concerns.
pub fn dump(look: &Look, rules: &Rules<'_>, concerned: &[u32]) -> String {
    let mut text = String::from("flux-check: the scheduler when this was found:\n");
    // Writing to a string cannot fail.
    for (id, instance) in (1..).zip(&look.instances) {
        let generic = &instance.generic;
        let _ = write!(
            text,
            "  {}: holds {} CPUs, wants {}, has {} threads",
            rules.name(id),
            generic.nr_cpus,
            generic.nr_wanted,
            generic.nr_threads
        );
        for (at, head) in instance.lists.iter().enumerate() {
            let length = length(look, at, head);
            let _ = write!(
                text,
                "; {}: {length} threads, from {} to {}",
                head.name, head.ends.first, head.ends.last
            );
        }
        for root in &instance.trees {
            let tree = &root.tree;
            let _ = write!(
                text,
                "; {}: root {}, from {} to {}, {} orphans",
                root.name, tree.root_id, tree.min_id, tree.max_id, tree.nr_orphans
            );
        }
        text.push('\n');
    }
    for cpu in &look.cpus {
        let state = match cpu.state {
            CPU_ONLINE => "online",
            CPU_TAKEN => "taken by a higher class",
            _ => "offline",
        };
        let _ = writeln!(
            text,
            "  CPU {}: {state}, owner {}, thread {} was the last to run, {} pinned wait, turn {}, \
             preempt_to {:#x}, halted {}",
            cpu.cpu,
            rules.name(cpu.owner),
            cpu.current,
            cpu.nr_pinned,
            cpu.turn,
            cpu.preempt_to,
            cpu.halted
        );
    }
    let _ = writeln!(
        text,
        "  {} ids in use, {} threads without one, {} in the shared queue, period {}",
        look.ids_in_use, look.overflow_live, look.nr_shared, look.period
    );
    for id in concerned {
        text += &thread_line(look, rules, *id);
    }
    text
}

fn thread_line(look: &Look, rules: &Rules<'_>, id: u32) -> String {
    let Some(thread) = look.thread(id) else {
        return format!("  thread {id}: none\n");
    };
    let generic = &thread.generic;
    let links: Vec<String> = thread
        .links
        .iter()
        .map(|link| format!("{} before, {} behind", link.prev, link.next))
        .collect();
    let nodes = thread.nodes.iter().map(|node| {
        format!(
            "below {}, above {} and {}, key {}{}",
            node.parent_id,
            node.left_id,
            node.right_id,
            node.key,
            if node.is_orphan != 0 { ", orphan" } else { "" }
        )
    });
    let links: Vec<String> = links.into_iter().chain(nodes).collect();
    format!(
        "  thread {id}: pid {}, {} of {}, flags {:#x}, generation {}, queued in period {}, \
         fallback {:#x}, on {} lists: {}\n",
        generic.pid,
        state_name(generic.state),
        rules.name(generic.sched),
        generic.flags,
        generic.generation,
        generic.queued_at_period,
        generic.fallback,
        generic.nr_linked,
        links.join("; ")
    )
}

/// How many threads a walk from the first one meets.
fn length(look: &Look, at: usize, head: &Head) -> usize {
    let next = |id: &u32| {
        let link = look.thread(*id)?.links.get(at)?;
        (link.next != 0).then_some(link.next)
    };
    let first = (head.ends.first != 0).then_some(head.ends.first);
    std::iter::successors(first, next)
        .take(look.threads.len().min(MOST_COUNTED))
        .filter(|id| {
            let thread = look.thread(*id);
            thread.is_some_and(|thread| thread.generic.state == THREAD_LINKED)
        })
        .count()
}
