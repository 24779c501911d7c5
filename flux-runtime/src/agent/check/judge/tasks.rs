//! The kernel's tasks against the threads that have an id, and whether each gets
//! CPU time.
//!
//! A thread is named by its tid and start time, for tids are used again.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::super::look::{Look, Thread};
use super::super::proc_scan::{Scan, Task};
use super::super::suspicion::{Invariant, Key, Suspicion};
use super::queues::state_name;
use super::{Rules, about};
use crate::data::layout::{THREAD_DEAD, THREAD_UNQUEUED, THREAD_WANTS};

/// How long a runnable thread may be without CPU time: as long as the loads of the
/// tests allow, and a third of what the kernel's watchdog does.
pub const PROGRESS_LIMIT: Duration = Duration::from_secs(10);

/// Grace periods after which the kernel has let go of a task that is gone: one for the
/// task, one for its callbacks to be run, and one that had begun before.
const GRACE_PERIODS: u64 = 3;

/// What the scans so far say of each task.
#[derive(Debug, Default)]
pub struct TaskLog {
    waits: HashMap<(u32, u64), Wait>,
    /// Threads whose task is gone, by id and pid: the grace periods that had passed when
    /// that was seen first.
    gone: HashMap<(u32, u32), u64>,
}

/// A runnable task that has had no CPU time since.
#[derive(Clone, Copy, Debug)]
struct Wait {
    since: Duration,
    cpu_time: u64,
    turns: u64,
}

/// The longest wait without CPU time that a scan has found.
pub fn oldest_wait(log: &TaskLog, now: Duration) -> Duration {
    let since = log.waits.values().map(|wait| wait.since).min();
    since.map_or(Duration::ZERO, |since| now.saturating_sub(since))
}

impl TaskLog {
    /// Takes a scan that was made at `now`, and the look that followed it.
    pub fn observe(
        &mut self,
        now: Duration,
        scan: &Scan,
        look: &Look,
        rules: &Rules<'_>,
    ) -> Vec<Suspicion> {
        let mut found = Vec::new();
        self.note_waits(now, scan);
        self.progress(now, scan, look, rules, &mut found);
        sleepers(scan, look, rules, &mut found);
        self.note_gone(scan, look);
        self.leaks(scan, look, rules, &mut found);
        missing(scan, look, &mut found);
        found
    }

    fn note_waits(&mut self, now: Duration, scan: &Scan) {
        let mut waits = HashMap::new();
        for task in scan.tasks.iter().filter(|task| task.is_runnable()) {
            let fresh = Wait {
                since: now,
                cpu_time: task.cpu_time,
                turns: task.turns,
            };
            let key = (task.tid, task.started);
            let before = self.waits.get(&key).filter(|wait| {
                // Without CPU time it cannot have slept between: it waits still.
                wait.cpu_time == task.cpu_time && wait.turns == task.turns
            });
            waits.insert(key, before.copied().unwrap_or(fresh));
        }
        self.waits = waits;
    }

    fn progress(
        &self,
        now: Duration,
        scan: &Scan,
        look: &Look,
        rules: &Rules<'_>,
        found: &mut Vec<Suspicion>,
    ) {
        for task in &scan.tasks {
            let Some(wait) = self.waits.get(&(task.tid, task.started)) else {
                continue;
            };
            let waited = now.saturating_sub(wait.since);
            if waited <= PROGRESS_LIMIT {
                continue;
            }
            let mut threads = look.known_threads();
            let thread = threads.find(|thread| thread.generic.pid == task.tid);
            let of = thread.map_or_else(
                || "which has no id".to_owned(),
                |thread| {
                    let state = state_name(thread.generic.state);
                    format!("{}, {state}", rules.thread(thread))
                },
            );
            found.push(Suspicion {
                key: Key {
                    invariant: Invariant::Progress,
                    object: task.tid,
                    generation: task.started,
                },
                text: format!(
                    "task {} ({}; {of}) is runnable and has had no CPU time for {:.1} s",
                    task.tid,
                    task.name,
                    waited.as_secs_f64()
                ),
                threads: thread.map(|thread| thread.generic.id).into_iter().collect(),
            });
        }
    }
}

/// Threads that are counted as wanting a CPU while their tasks sleep. One that is
/// runnable may be in a queue of the kernel's own, behind whatever preempted it.
fn sleepers(scan: &Scan, look: &Look, rules: &Rules<'_>, found: &mut Vec<Suspicion>) {
    let asleep: HashSet<u32> = scan
        .tasks
        .iter()
        .filter(|task| task.is_asleep())
        .map(|task| task.tid)
        .collect();
    for thread in look.known_threads() {
        let generic = &thread.generic;
        let wants = generic.state == THREAD_UNQUEUED && generic.flags & THREAD_WANTS != 0;
        if wants && asleep.contains(&generic.pid) {
            let text = format!("{} sleeps and wants a CPU", rules.thread(thread));
            found.push(about(Invariant::WantsAsleep, thread, text));
        }
    }
}

impl TaskLog {
    fn note_gone(&mut self, scan: &Scan, look: &Look) {
        let tids: HashSet<u32> = scan.tasks.iter().map(|task| task.tid).collect();
        let dead = look.known_threads().filter(|thread| {
            thread.generic.flags & THREAD_DEAD != 0 && !tids.contains(&thread.generic.pid)
        });
        let gone = dead.map(|thread| {
            let key = (thread.generic.id, thread.generic.pid);
            let first = self.gone.get(&key).copied();
            (key, first.unwrap_or(scan.grace_periods))
        });
        self.gone = gone.collect();
    }

    /// Whether the kernel has had time to let go of a thread whose task is gone.
    fn is_overdue(&self, thread: &Thread, scan: &Scan) -> bool {
        let first = self.gone.get(&(thread.generic.id, thread.generic.pid));
        first.is_some_and(|first| scan.grace_periods >= first + GRACE_PERIODS)
    }

    /// Ids whose thread is gone, and ids of which two have the same thread.
    fn leaks(&self, scan: &Scan, look: &Look, rules: &Rules<'_>, found: &mut Vec<Suspicion>) {
        let tids: HashSet<u32> = scan.tasks.iter().map(|task| task.tid).collect();
        let mut owners = HashSet::new();
        for thread in look.known_threads() {
            let generic = &thread.generic;
            let (invariant, text) = if generic.flags & THREAD_DEAD != 0 {
                // It keeps its id as long as somebody may ask how it ended.
                if !self.is_overdue(thread, scan) {
                    continue;
                }
                (Invariant::IdKept, "has exited, and keeps its id")
            } else if !tids.contains(&generic.pid) {
                let text = "has an id, but the kernel has no such task";
                (Invariant::IdLeak, text)
            } else if !owners.insert(generic.pid) {
                (Invariant::IdLeak, "has the same task as another thread")
            } else {
                continue;
            };
            let mut suspicion = about(
                invariant,
                thread,
                format!("{} {text}", rules.thread(thread)),
            );
            // Whether its task exists does not depend on what it does.
            suspicion.key.generation = u64::from(generic.pid);
            found.push(suspicion);
        }
    }
}

/// Tasks that sched_ext schedules and that have no id, though nobody has to do
/// without.
fn missing(scan: &Scan, look: &Look, found: &mut Vec<Suspicion>) {
    if look.overflow_live > 0 {
        return;
    }
    let known: HashSet<u32> = look
        .known_threads()
        .map(|thread| thread.generic.pid)
        .collect();
    let missing = |task: &&Task| task.lives() && !known.contains(&task.tid);
    for task in scan.tasks.iter().filter(missing) {
        found.push(Suspicion {
            key: Key {
                invariant: Invariant::IdMissing,
                object: task.tid,
                generation: task.started,
            },
            text: format!(
                "task {} ({}) has no id, though there are enough",
                task.tid, task.name
            ),
            threads: Vec::new(),
        });
    }
}
