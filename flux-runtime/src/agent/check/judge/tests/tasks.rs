//! The kernel's tasks and the threads that have an id.

use std::time::Duration;

use super::super::super::proc_scan::{Scan, Task};
use super::*;

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
        ..Scan::default()
    }
}

fn tasks_found(look: &Look, scan: &Scan) -> Vec<(Invariant, String)> {
    tasks_found_after(look, scan, 3)
}

/// What a second scan shows, so many grace periods after the first.
fn tasks_found_after(look: &Look, scan: &Scan, grace_periods: u64) -> Vec<(Invariant, String)> {
    let (config, mut log) = (config(), TaskLog::default());
    log.observe(Duration::ZERO, scan, look, &rules(&config));
    let later = Scan {
        grace_periods,
        ..scan.clone()
    };
    log.observe(Duration::ZERO, &later, look, &rules(&config))
        .into_iter()
        .map(|suspicion| (suspicion.key.invariant, suspicion.text))
        .collect()
}

#[test]
fn sleeping_tasks_want_no_cpu() {
    let mut look = busy();
    of(&mut look, 6).generic.flags = THREAD_WANTS;
    let found = tasks_found(&look, &tasks());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, Invariant::WantsAsleep);
    assert!(
        found[0].1.contains("(pid 106) of primary sleeps and wants"),
        "{found:?}"
    );
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
    assert_eq!(
        tasks_found_after(&look, &scan, 2),
        [],
        "the kernel may still hold on to it"
    );
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
