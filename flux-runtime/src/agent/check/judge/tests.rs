//! Looks made by hand: a busy machine on which all is well, and one change for
//! each way in which a rule can be broken.

use std::time::Duration;

use super::super::look::{Head, Instance, Link};
use super::super::proc_scan::{Scan, Task};
use super::*;
use crate::agent::args::tests::NODES;
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
            ..ThreadGeneric::default()
        },
        links: links.to_vec(),
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
        first,
        last,
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

#[test]
fn broken_counts_are_found() {
    all_are_found(&[
        (
            Invariant::Owner,
            "CPU 1 is online and its owner is instance 0",
            |look| {
                look.cpus[1].owner = 0;
            },
        ),
        (
            Invariant::Owner,
            "CPU 1 is online and its owner is instance 9",
            |look| {
                look.cpus[1].owner = 9;
            },
        ),
        (Invariant::Owner, "CPU 1 is offline or taken", |look| {
            look.cpus[1].state = CPU_TAKEN;
        }),
        (
            Invariant::Holder,
            "CPU 0 runs thread 1 (pid 101) of primary and is held by idle",
            |look| {
                look.instances[1].generic.claims_idle = 1;
                of(look, 1).generic.flags |= THREAD_RAN;
                look.cpus[0].owner = 3;
            },
        ),
        (
            Invariant::CpuCount,
            "primary counts 2 CPUs; it and those below it own 1",
            |look| {
                look.cpus[1].owner = 3;
            },
        ),
        (Invariant::CpuCount, "root counts 3 CPUs", |look| {
            look.instances[0].generic.nr_cpus = 3;
        }),
        (
            Invariant::WantedCount,
            "primary wants 6 CPUs by its count; 5 threads",
            |look| {
                look.instances[1].generic.nr_wanted = 6;
            },
        ),
        (
            Invariant::WantedCount,
            "root wants 5 CPUs by its count; 4 threads",
            |look| {
                of(look, 1).generic.flags = 0;
            },
        ),
        (
            Invariant::ThreadCount,
            "primary counts 6 threads; 5 belong",
            |look| {
                look.threads[5] = None;
            },
        ),
        (
            Invariant::IdCount,
            "7 ids are in use by their count; 6",
            |look| {
                look.ids_in_use = 7;
            },
        ),
        (
            Invariant::FallbackCount,
            "1 threads wait in the shared queue by its count; 0",
            |look| {
                look.nr_shared = 1;
            },
        ),
        (
            Invariant::FallbackCount,
            "0 threads wait in the shared queue by its count; 1",
            |look| {
                of(look, 6).generic.fallback = FALLBACK_SHARED;
            },
        ),
        (
            Invariant::FallbackCount,
            "0 pinned threads wait for CPU 1 by its count; 1",
            |look| {
                of(look, 6).generic.fallback = FALLBACK_PINNED;
                of(look, 6).generic.fallback_cpu = 1;
            },
        ),
    ]);
}

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
            "is in state 4, which does not exist",
            |look| {
                of(look, 6).generic.state = 4;
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
            Invariant::ListMember,
            "(pid 105) of primary is linked, and on no list",
            |look| {
                look.instances[1].lists[1] = head("others", 0, 0);
            },
        ),
        (Invariant::ListMember, "is on two lists", |look| {
            of(look, 3).links[1] = link(5, 0);
        }),
        (Invariant::ListMember, "is on two lists", |look| {
            look.instances[1].lists[0] = head("urgent", 5, 5);
        }),
        (
            Invariant::ListMember,
            "the first of list others of primary is thread 6",
            |look| {
                look.instances[1].lists[1].first = 6;
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
            look.instances[1].lists[1].last = 0;
        }),
        (
            Invariant::ListOrder,
            "is thread 7, which does not exist",
            |look| {
                look.instances[1].lists[1].last = 7;
            },
        ),
        (
            Invariant::ListOrder,
            "has nobody before it and is not the first",
            |look| {
                look.instances[1].lists[0].first = 3;
            },
        ),
        (
            Invariant::ListOrder,
            "has nobody behind it and is not the last",
            |look| {
                look.instances[1].lists[0].last = 3;
            },
        ),
        (
            Invariant::ListOrder,
            "is the first of a list and has thread 2 before it",
            |look| {
                look.instances[1].lists[0].first = 3;
            },
        ),
        (
            Invariant::ListOrder,
            "is the last of a list and has thread 4 behind it",
            |look| {
                look.instances[1].lists[0].last = 3;
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
fn waiting_too_long_is_found() {
    all_are_found(&[
        (
            Invariant::Ageing,
            "is linked since 10.1 s; flux should have run it after 7.5 s",
            |look| {
                of(look, 3).generic.queued_at_period = 909;
            },
        ),
        (Invariant::Ageing, "is held since", |look| {
            *of(look, 6) =
                thread(6, THREAD_HELD, THREAD_WANTS, [Link::default(); 2]).unwrap_or_default();
            of(look, 6).generic.queued_at_period = 900;
        }),
        (
            Invariant::WantsNowhere,
            "(pid 101) of primary wants a CPU, and is neither",
            |look| {
                look.cpus[0].current = 6;
            },
        ),
    ]);
    let mut look = busy();
    of(&mut look, 3).generic.queued_at_period = 911;
    assert_eq!(found(&look), [], "within the limit");
}

#[test]
fn a_watch_timer_that_stands_still_is_found() {
    let (config, mut look) = (config(), busy());
    let mut clock = WatchClock::default();
    let mut at = |look: &Look, second| {
        clock
            .observe(Duration::from_secs(second), look, &rules(&config))
            .map(|suspicion| suspicion.text)
    };
    assert_eq!(at(&look, 10), None);
    assert_eq!(at(&look, 15), None);
    assert!(at(&look, 16).is_some_and(|text| text.contains("not fired for 6.0 s")));
    look.period += 1;
    assert_eq!(at(&look, 17), None);
}

#[test]
fn cpus_that_idle_while_a_thread_waits_are_noticed() {
    let mut clock = IdleClock::default();
    let mut look = busy();
    look.cpus[1].halted = 1;
    of(&mut look, 3).generic.allowed[0] = 0b10;
    let mut at = |look: &Look, millis| {
        let now = Duration::from_millis(millis);
        clock.observe(now, look).as_millis()
    };
    assert_eq!(at(&look, 100), 0);
    assert_eq!(at(&look, 250), 150);
    look.cpus[1].turn += 1;
    assert_eq!(at(&look, 260), 0, "it has picked");
    assert_eq!(at(&look, 300), 40);
    of(&mut look, 3).generic.generation += 1;
    assert_eq!(at(&look, 310), 0, "it was taken away and came back");
    of(&mut look, 3).generic.allowed[0] = 0b01;
    assert_eq!(at(&look, 400), 0, "it may not run there");
}

/// The tasks of `busy`, and one that no id stands for.
fn tasks() -> Scan {
    let task = |tid, state| Task {
        tid,
        started: 5,
        name: "spin".to_owned(),
        state,
        ..Task::default()
    };
    Scan {
        tasks: (101..=106)
            .map(|tid| task(tid, if tid == 106 { 'S' } else { 'R' }))
            .collect(),
    }
}

fn tasks_found(look: &Look, scan: &Scan) -> Vec<(Invariant, String)> {
    let config = config();
    TaskLog::default()
        .observe(Duration::ZERO, scan, look, &rules(&config))
        .into_iter()
        .map(|suspicion| (suspicion.key.invariant, suspicion.text))
        .collect()
}

#[test]
fn ids_belong_to_tasks() {
    assert_eq!(tasks_found(&busy(), &tasks()), []);

    let mut scan = tasks();
    scan.tasks.pop();
    let mut look = busy();
    let found = tasks_found(&look, &scan);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, Invariant::IdLeak);
    assert!(
        found[0].1.contains("(pid 106) of primary has an id, but"),
        "{found:?}"
    );

    of(&mut look, 6).generic.flags |= THREAD_DEAD;
    let found = tasks_found(&look, &scan);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, Invariant::IdKept);
    assert_eq!(tasks_found(&look, &tasks()), [], "its parent has not asked");

    let mut look = busy();
    of(&mut look, 6).generic.pid = 105;
    let found = tasks_found(&look, &tasks());
    assert!(
        found[0].1.contains("has the same task as another"),
        "{found:?}"
    );
}

#[test]
fn tasks_have_ids() {
    let mut scan = tasks();
    scan.tasks.push(Task {
        tid: 200,
        state: 'S',
        ..Task::default()
    });
    let mut look = busy();
    let found = tasks_found(&look, &scan);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, Invariant::IdMissing);
    assert!(found[0].1.contains("task 200"), "{found:?}");

    look.overflow_live = 1;
    assert_eq!(tasks_found(&look, &scan), [], "there were not enough");
    look.overflow_live = 0;
    scan.tasks[6].state = 'Z';
    assert_eq!(tasks_found(&look, &scan), [], "it has exited");
}

#[test]
fn runnable_tasks_get_cpu_time() {
    let (config, look, mut scan) = (config(), busy(), tasks());
    let mut log = TaskLog::default();
    let mut at = |second, scan: &Scan| {
        let found = log.observe(Duration::from_secs(second), scan, &look, &rules(&config));
        let oldest = oldest_wait(&log, Duration::from_secs(second));
        let texts: Vec<String> = found.into_iter().map(|suspicion| suspicion.text).collect();
        (texts, oldest.as_secs())
    };
    assert_eq!(at(0, &scan), (vec![], 0));
    assert_eq!(at(10, &scan), (vec![], 10));
    for task in &mut scan.tasks {
        if task.tid != 103 {
            task.cpu_time += 1;
        }
    }
    let (texts, oldest) = at(11, &scan);
    assert_eq!(oldest, 11);
    assert_eq!(
        texts,
        [
            "task 103 (spin; thread 3 (pid 103) of primary, linked) is runnable and has had no CPU \
          time for 11.0 s"
        ]
    );
    // It slept once: the wait starts anew.
    scan.tasks[2].state = 'S';
    assert_eq!(at(12, &scan).0, [""; 0]);
    scan.tasks[2].state = 'R';
    assert_eq!(at(13, &scan).0, [""; 0]);
}
