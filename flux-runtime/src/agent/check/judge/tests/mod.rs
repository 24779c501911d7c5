//! Looks made by hand: a busy machine on which all is well, and one change for
//! each way in which a rule can be broken.

mod cgroups;
mod counts;
mod lists;
mod queues;
mod tasks;
mod trees;

use super::super::look::{Head, Instance, Link};
use super::*;
use crate::agent::args::tests::NODES;
use crate::data::containers::ArrList;
use crate::data::layout::{
    CPU_ONLINE, CPU_TAKEN, CpuGeneric, FALLBACK_PINNED, FALLBACK_SHARED, SchedGeneric, THREAD_DEAD,
    THREAD_HELD, THREAD_LINKED, THREAD_RAN, THREAD_UNQUEUED, THREAD_WANTS, ThreadGeneric,
};

const CONFIG_MILLIS: u64 = 1_000_000;

fn config() -> Config {
    Config {
        rescue_after_ns: 7_500 * CONFIG_MILLIS,
        watch_period_ns: 100 * CONFIG_MILLIS,
        ..Config::default()
    }
}

fn instance(id: u32, parent: u32, nr_cpus: i32, nr_wanted: i32, nr_threads: i32) -> Instance {
    Instance {
        generic: SchedGeneric {
            id,
            parent,
            nr_cpus,
            nr_wanted,
            nr_threads,
            ..SchedGeneric::default()
        },
        lists: Vec::new(),
        trees: Vec::new(),
    }
}

fn thread(id: u32, state: u32, flags: u32, links: [Link; 2]) -> Option<Thread> {
    Some(Thread {
        generic: ThreadGeneric {
            id,
            sched: 2,
            pid: 100 + id,
            tgid: 100 + id,
            state,
            flags,
            queued_at_period: 1_000,
            nr_linked: u32::from(state == THREAD_LINKED),
            ..ThreadGeneric::default()
        },
        links: links.to_vec(),
        nodes: Vec::new(),
    })
}

fn link(prev: u32, next: u32) -> Link {
    Link { next, prev }
}

/// hello on two CPUs: primary has both. Thread 1 runs on CPU 0, a pinned guest on
/// CPU 1; 2, 3 and 4 wait in this order, 5 alone on another list; 6 sleeps.
fn busy() -> Look {
    let none = [Link::default(); 2];
    let on_first = |prev, next| [link(prev, next), Link::default()];
    let linked = |id, links| thread(id, THREAD_LINKED, THREAD_WANTS, links);
    let mut look = Look {
        instances: vec![
            instance(1, 0, 2, 5, 0),
            instance(2, 1, 2, 5, 6),
            instance(3, 1, 0, 0, 0),
        ],
        cpus: vec![cpu(0, 1), cpu(1, 99)],
        threads: vec![
            thread(1, THREAD_UNQUEUED, THREAD_WANTS, none),
            linked(2, on_first(0, 3)),
            linked(3, on_first(2, 4)),
            linked(4, on_first(3, 0)),
            linked(5, none),
            thread(6, THREAD_UNQUEUED, 0, none),
            None,
        ],
        ids_in_use: 6,
        period: 1_010,
        ..Look::default()
    };
    look.instances[1].lists = vec![head("urgent", 2, 4), head("others", 5, 5)];
    look
}

fn cpu(cpu: u32, current: u32) -> CpuGeneric {
    CpuGeneric {
        cpu,
        state: CPU_ONLINE,
        owner: 2,
        current,
        ..CpuGeneric::default()
    }
}

fn head(name: &str, first: u32, last: u32) -> Head {
    Head {
        name: name.to_owned(),
        ends: ArrList { first, last },
    }
}

fn rules(config: &Config) -> Rules<'_> {
    Rules {
        nodes: NODES,
        config,
    }
}

fn found(look: &Look) -> Vec<(Invariant, String)> {
    let suspicions = judge(look, &rules(&config()));
    let pair = |suspicion: Suspicion| (suspicion.key.invariant, suspicion.text);
    suspicions.into_iter().map(pair).collect()
}

fn of(look: &mut Look, id: usize) -> &mut Thread {
    look.threads[id - 1].get_or_insert_with(Thread::default)
}

/// One way in which a look is wrong: the rule, part of a sentence, the change.
type Broken = (Invariant, &'static str, fn(&mut Look));

fn all_are_found(cases: &[Broken]) {
    for (invariant, text, change) in cases {
        let mut look = busy();
        change(&mut look);
        let found = found(&look);
        assert!(
            found
                .iter()
                .any(|(rule, sentence)| rule == invariant && sentence.contains(text)),
            "{invariant:?} {text}: {found:?}"
        );
    }
}

#[test]
fn all_is_well() {
    assert_eq!(found(&busy()), []);
}
