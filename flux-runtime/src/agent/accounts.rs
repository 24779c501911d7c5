//! Whether the accounts of a scheduler balance while the machine rests.
//!
//! An observer disturbs what it observes: while the agent reads, it runs, and
//! with it one CPU and one thread. So its own threads are excused: a CPU that
//! runs one may be held by the instance that the thread belongs to, which then
//! wants one CPU. Everything else has to rest. Kernel threads wake up for a
//! moment on any machine, and the maps are read one after the other; so the
//! state is judged only if two readings in a row agree, and the agent sleeps
//! and looks again, for a bounded time, until the accounts balance.
//!
//! What has to hold then:
//! 1. every online CPU has exactly one owner, and each instance counts the
//!    CPUs that it and those below it own;
//! 2. nobody wants a CPU, and no thread is queued, linked or waiting anywhere;
//! 3. the instances that never have threads (`idle`) hold all CPUs;
//! 4. ids in use are the live threads of the machine that sched_ext takes over,
//!    and those that have exited and that the kernel has not let go of yet.

use serde::Serialize;

use crate::data::layout::{
    CPU_TAKEN, CpuGeneric, Stats, THREAD_DEAD, THREAD_UNQUEUED, THREAD_WANTS, ThreadGeneric,
};
use crate::data::snapshot::{NodeState, Snapshot};
use crate::machine::LiveThreads;

/// What `SIGUSR1` prints, as JSON.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Accounts {
    /// /sys/kernel/sched_ext/state.
    pub state: String,
    /// Whether there are no problems.
    pub balanced: bool,
    /// What does not balance, in words.
    pub problems: Vec<String>,
    /// Per instance.
    pub nodes: Vec<NodeAccount>,
    /// Thread ids that are in use.
    pub ids_in_use: u32,
    /// Threads that ever lived without an id.
    pub ids_overflow: u64,
    /// Live threads of the machine that sched_ext takes over.
    pub live_threads: u32,
    /// How often `--check` has found that something that must hold did not; absent
    /// without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub violations: Option<u64>,
}

/// The accounts of one instance.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the statistics")]
pub struct NodeAccount {
    pub id: u32,
    pub name: &'static str,
    #[serde(rename = "type")]
    pub type_name: &'static str,
    pub cpus: i32,
    pub wanted: i32,
    pub threads: i32,
    pub requests: u64,
    pub grants: u64,
    pub yields: u64,
    pub preempts: u64,
    pub picks: u64,
    pub runs: u64,
    pub direct: u64,
    pub stale: u64,
    pub misplaced: u64,
    pub rescues: u64,
    pub ignored: u64,
    pub overruns: u64,
}

impl NodeAccount {
    /// The account of one instance.
    pub fn new(node: &crate::Node, state: &NodeState) -> Self {
        let Stats {
            requests,
            grants,
            yields,
            preempts,
            picks,
            runs,
            direct,
            stale,
            misplaced,
            rescues,
            ignored,
            overruns,
        } = state.stats;
        Self {
            id: node.id,
            name: node.name,
            type_name: node.type_name,
            cpus: state.generic.nr_cpus,
            wanted: state.generic.nr_wanted,
            threads: state.generic.nr_threads,
            requests,
            grants,
            yields,
            preempts,
            picks,
            runs,
            direct,
            stale,
            misplaced,
            rescues,
            ignored,
            overruns,
        }
    }
}

/// What the accounts are judged by, beside the snapshot.
pub struct Surroundings<'a> {
    /// The hierarchy's instances.
    pub nodes: &'a [crate::Node],
    /// CPUs that are online.
    pub online: &'a [u32],
    /// The machine's threads.
    pub threads: LiveThreads,
    /// The process that is excused: the agent.
    pub own_tgid: u32,
}

/// Everything that does not balance, in words; empty if all does.
pub fn problems(snapshot: &Snapshot, around: &Surroundings<'_>) -> Vec<String> {
    let mut judge = Judge {
        snapshot,
        around,
        problems: Vec::new(),
    };
    judge.owners();
    judge.counts();
    judge.waiting();
    judge.rest();
    judge.ids();
    judge.problems
}

struct Judge<'a> {
    snapshot: &'a Snapshot,
    around: &'a Surroundings<'a>,
    problems: Vec<String>,
}

impl Judge<'_> {
    fn name(&self, id: u32) -> String {
        let node = self.around.nodes.iter().find(|node| node.id == id);
        node.map_or_else(|| format!("instance {id}"), |node| node.name.to_owned())
    }

    /// Threads of the agent that are on a CPU, one of them the reader.
    fn excused(&self) -> impl Iterator<Item = &ThreadGeneric> {
        self.snapshot.threads.iter().filter(|thread| {
            thread.tgid == self.around.own_tgid
                && thread.state == THREAD_UNQUEUED
                && thread.flags & THREAD_WANTS != 0
        })
    }

    /// Whether a thread of the agent was the last that began to run on the CPU.
    fn is_excused(&self, cpu: &CpuGeneric) -> bool {
        self.excused().any(|thread| thread.id == cpu.current)
    }

    /// Every online CPU has an owner, and no other has.
    fn owners(&mut self) {
        for cpu in &self.snapshot.cpus {
            let online = self.around.online.contains(&cpu.cpu);
            let owned = self.snapshot.node(cpu.owner).is_some();
            if online && !owned {
                self.problems.push(if cpu.state == CPU_TAKEN {
                    format!("a thread of a higher class has CPU {}", cpu.cpu)
                } else {
                    format!("CPU {} is online and nobody's", cpu.cpu)
                });
            } else if !online && cpu.owner != 0 {
                let owner = self.name(cpu.owner);
                self.problems
                    .push(format!("CPU {} is offline and {owner}'s", cpu.cpu));
            }
        }
    }

    /// Each instance counts what it and those below it own, and wants nothing.
    fn counts(&mut self) {
        for (id, state) in (1..).zip(&self.snapshot.nodes) {
            let within = |node: u32| self.snapshot.is_within(node, id);
            let owned = self
                .snapshot
                .cpus
                .iter()
                .filter(|cpu| within(cpu.owner))
                .count();
            let counted = state.generic.nr_cpus;
            if i64::from(counted) != owned as i64 {
                let name = self.name(id);
                self.problems
                    .push(format!("{name} counts {counted} CPUs and owns {owned}"));
            }
            let excused = self.excused().filter(|thread| within(thread.sched)).count();
            let wanted = state.generic.nr_wanted;
            // Below 0 is a broken count; up to the agent's own threads is fine.
            if !(0..=excused as i64).contains(&i64::from(wanted)) {
                let name = self.name(id);
                self.problems.push(format!("{name} wants {wanted} CPUs"));
            }
            if state.lists_in_use != 0 {
                let name = self.name(id);
                self.problems.push(format!("{name} has a thread on a list"));
            }
        }
    }

    /// No thread waits anywhere.
    fn waiting(&mut self) {
        let own = self.around.own_tgid;
        for thread in &self.snapshot.threads {
            if thread.state != THREAD_UNQUEUED {
                let owner = self.name(thread.sched);
                self.problems
                    .push(format!("thread {} is queued with {owner}", thread.pid));
            } else if thread.flags & THREAD_WANTS != 0 && thread.tgid != own {
                let owner = self.name(thread.sched);
                self.problems
                    .push(format!("thread {} of {owner} runs", thread.pid));
            }
        }
        let globals = &self.snapshot.globals;
        if globals.nr_shared != 0 || globals.nr_rescue != 0 {
            self.problems.push(format!(
                "{} threads wait in the shared queue, {} for their rescue",
                globals.nr_shared, globals.nr_rescue
            ));
        }
        for cpu in &self.snapshot.cpus {
            if cpu.nr_pinned != 0 {
                self.problems.push(format!(
                    "{} pinned threads wait for CPU {}",
                    cpu.nr_pinned, cpu.cpu
                ));
            }
        }
    }

    /// The instances that never have threads hold the CPUs.
    fn rest(&mut self) {
        let is_parent = |id: u32| {
            let mut nodes = self.around.nodes.iter();
            nodes.any(|node| node.parent == Some(id))
        };
        let idle: Vec<u32> = (1..)
            .zip(&self.snapshot.nodes)
            .filter(|(id, state)| state.generic.holds_threads == 0 && !is_parent(*id))
            .map(|(id, _)| id)
            .collect();
        if idle.is_empty() {
            return;
        }
        let awake: Vec<&CpuGeneric> = self
            .snapshot
            .cpus
            .iter()
            .filter(|cpu| self.around.online.contains(&cpu.cpu))
            .filter(|cpu| cpu.owner != 0 && !idle.contains(&cpu.owner))
            .collect();
        let mut excuses = self.excused().count();
        for cpu in awake {
            // A CPU goes on naming its last thread when that is long elsewhere.
            if self.is_excused(cpu) && excuses > 0 {
                excuses -= 1;
            } else {
                let owner = self.name(cpu.owner);
                self.problems
                    .push(format!("CPU {} rests and is still with {owner}", cpu.cpu));
            }
        }
    }

    /// Ids belong to live threads. A thread that exited keeps its id until the
    /// kernel lets go of it: when its parent has asked, and a grace period is over.
    fn ids(&mut self) {
        let LiveThreads { live, zombies } = self.around.threads;
        let globals = &self.snapshot.globals;
        let dead = self.snapshot.threads.iter();
        let dead = dead
            .filter(|thread| thread.flags & THREAD_DEAD != 0)
            .count() as i64;
        let known = i64::from(globals.ids_in_use) - dead + i64::from(globals.overflow_live);
        // Of threads without an id nobody knows which have exited.
        let exited = i64::from(globals.overflow_live.min(zombies));
        if !(i64::from(live)..=i64::from(live) + exited).contains(&known) {
            self.problems.push(format!(
                "{} ids are in use, {dead} of them by threads that exited, and {} threads live \
                 without one, but the machine has {live} threads and {zombies} zombies",
                globals.ids_in_use, globals.overflow_live
            ));
        }
        if self.snapshot.threads.len() != globals.ids_in_use as usize {
            self.problems.push(format!(
                "{} ids are in use, {} threads have one",
                globals.ids_in_use,
                self.snapshot.threads.len()
            ));
        }
    }
}

#[cfg(test)]
pub mod tests;
