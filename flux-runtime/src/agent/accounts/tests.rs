//! The accounts of machines at rest and not, made by hand.

use super::*;
use crate::agent::args::tests::NODES;
use crate::data::layout::SchedGeneric;
use crate::data::snapshot::GlobalState;

const AGENT: u32 = 100;

/// hello on so many CPUs, resting: idle holds all of them, the agent and
/// one more thread sleep.
pub fn resting(nr_cpus: u32) -> Snapshot {
    let node =
        |id: u32, parent: u32, holds_threads: u32, nr_cpus: u32, nr_threads: i32| NodeState {
            generic: SchedGeneric {
                id,
                parent,
                holds_threads,
                nr_cpus: nr_cpus.cast_signed(),
                nr_threads,
                ..SchedGeneric::default()
            },
            ..NodeState::default()
        };
    Snapshot {
        nodes: vec![
            node(1, 0, 0, nr_cpus, 2),
            node(2, 1, 1, 0, 2),
            node(3, 1, 0, nr_cpus, 0),
        ],
        cpus: (0..nr_cpus)
            .map(|cpu| CpuGeneric {
                cpu,
                state: 1,
                owner: 3,
                ..CpuGeneric::default()
            })
            .collect(),
        threads: vec![thread(1, AGENT), thread(2, 200)],
        globals: GlobalState {
            ids_in_use: 2,
            ..GlobalState::default()
        },
    }
}

fn thread(id: u32, pid: u32) -> ThreadGeneric {
    ThreadGeneric {
        id,
        sched: 2,
        pid,
        tgid: pid,
        state: THREAD_UNQUEUED,
        flags: 0,
        weight: 100,
        ..ThreadGeneric::default()
    }
}

fn judge(snapshot: &Snapshot) -> Vec<String> {
    let online: Vec<u32> = (0..snapshot.cpus.len() as u32).collect();
    let around = Surroundings {
        nodes: NODES,
        online: &online,
        threads: LiveThreads {
            live: 2,
            zombies: 0,
        },
        own_tgid: AGENT,
    };
    problems(snapshot, &around)
}

/// The agent's thread runs on CPU 1, which primary got for it.
fn agent_runs(mut snapshot: Snapshot) -> Snapshot {
    snapshot.threads[0].flags |= THREAD_WANTS;
    snapshot.cpus[1].current = 1;
    snapshot.cpus[1].owner = 2;
    snapshot.nodes[1].generic.nr_cpus = 1;
    snapshot.nodes[2].generic.nr_cpus -= 1;
    snapshot.nodes[0].generic.nr_wanted = 1;
    snapshot.nodes[1].generic.nr_wanted = 1;
    snapshot
}

#[test]
fn a_resting_machine_balances() {
    assert_eq!(judge(&resting(4)), [""; 0]);
}

#[test]
fn the_agent_itself_is_excused() {
    assert_eq!(judge(&agent_runs(resting(4))), [""; 0]);
}

#[test]
fn everything_else_is_a_problem() {
    type Change = fn(&mut Snapshot);
    let cases: [(&str, Change); 13] = [
        ("CPU 2 is online and nobody's", |s| {
            s.cpus[2].owner = 0;
            s.nodes[0].generic.nr_cpus = 3;
            s.nodes[2].generic.nr_cpus = 3;
        }),
        ("a thread of a higher class has CPU 2", |s| {
            s.cpus[2].state = CPU_TAKEN;
            s.cpus[2].owner = 0;
            s.nodes[0].generic.nr_cpus = 3;
            s.nodes[2].generic.nr_cpus = 3;
        }),
        ("idle counts 5 CPUs and owns 4", |s| {
            s.nodes[2].generic.nr_cpus = 5
        }),
        ("CPU 2 rests and is still with primary", |s| {
            s.cpus[2].owner = 2;
            s.nodes[1].generic.nr_cpus = 1;
            s.nodes[2].generic.nr_cpus = 3;
        }),
        ("primary wants 1 CPUs", |s| s.nodes[1].generic.nr_wanted = 1),
        ("root wants -1 CPUs", |s| s.nodes[0].generic.nr_wanted = -1),
        ("primary has a thread on a list", |s| {
            s.nodes[1].lists_in_use = 1
        }),
        ("thread 200 is queued with primary", |s| {
            s.threads[1].state = 1
        }),
        ("thread 200 of primary runs", |s| {
            s.threads[1].flags |= THREAD_WANTS
        }),
        (
            "0 threads wait in the shared queue, 1 for their rescue",
            |s| {
                s.globals.nr_rescue = 1;
            },
        ),
        ("3 pinned threads wait for CPU 0", |s| {
            s.cpus[0].nr_pinned = 3
        }),
        (
            "3 ids are in use, 0 of them by threads that exited, and 0 threads live without one, \
             but the machine has 2 threads and 0 zombies",
            |s| {
                s.globals.ids_in_use = 3;
                s.threads.push(thread(3, 300));
            },
        ),
        ("2 ids are in use, 1 threads have one", |s| {
            s.threads.pop();
        }),
    ];
    for (problem, change) in cases {
        let mut snapshot = resting(4);
        change(&mut snapshot);
        assert_eq!(judge(&snapshot), [problem]);
    }
}

#[test]
fn only_the_agent_s_own_cpu_is_excused() {
    let mut snapshot = agent_runs(resting(4));
    snapshot.nodes[1].generic.nr_wanted = 2;
    assert_eq!(judge(&snapshot), ["primary wants 2 CPUs"]);
    let mut snapshot = agent_runs(resting(4));
    snapshot.cpus[1].current = 0;
    assert_eq!(judge(&snapshot), ["CPU 1 rests and is still with primary"]);
}

#[test]
fn a_cpu_that_the_agent_left_is_not_excused() {
    let mut snapshot = agent_runs(resting(4));
    snapshot.cpus[2].current = 1;
    snapshot.cpus[2].owner = 2;
    snapshot.nodes[1].generic.nr_cpus = 2;
    snapshot.nodes[2].generic.nr_cpus = 2;
    assert_eq!(judge(&snapshot), ["CPU 2 rests and is still with primary"]);
}

#[test]
fn a_thread_that_exited_may_keep_its_id() {
    let mut snapshot = resting(4);
    snapshot.globals.ids_in_use = 3;
    snapshot.threads.push(thread(3, 300));
    snapshot.threads[2].flags |= THREAD_DEAD;
    assert_eq!(judge(&snapshot), [""; 0]);
}

#[test]
fn an_offline_cpu_belongs_to_nobody() {
    let mut snapshot = resting(4);
    let online = [0, 1, 2];
    let around = Surroundings {
        nodes: NODES,
        online: &online,
        threads: LiveThreads {
            live: 2,
            zombies: 0,
        },
        own_tgid: AGENT,
    };
    assert_eq!(
        problems(&snapshot, &around),
        ["CPU 3 is offline and idle's"]
    );
    snapshot.cpus[3].owner = 0;
    snapshot.nodes[2].generic.nr_cpus = 3;
    snapshot.nodes[0].generic.nr_cpus = 3;
    assert_eq!(problems(&snapshot, &around), [""; 0]);
}
