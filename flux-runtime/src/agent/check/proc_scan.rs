//! `Scan`: what the kernel says of its tasks.
//!
//! Reading /proc takes long on a machine with many threads, so a scan is slow on
//! purpose: it sleeps between, so that it can run above everybody else.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::machine;

/// Tasks between two pauses.
const AT_ONCE: usize = 16;
/// How long a pause is.
const PAUSE: Duration = Duration::from_millis(1);

/// A task that sched_ext schedules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// The kernel's task id.
    pub tid: u32,
    /// When it began, in ticks since boot: tids are used again.
    pub started: u64,
    /// Its name.
    pub name: String,
    /// R, S, D, Z, … as in proc(5).
    pub state: char,
    /// Nanoseconds on a CPU so far; only of tasks that are runnable.
    pub cpu_time: u64,
    /// How often it got one; only of tasks that are runnable.
    pub turns: u64,
}

impl Task {
    /// Whether it runs or waits for a CPU.
    pub fn is_runnable(&self) -> bool {
        self.state == 'R'
    }

    /// Whether it waits for something other than a CPU.
    pub fn is_asleep(&self) -> bool {
        matches!(self.state, 'S' | 'D' | 'T' | 'I')
    }

    /// Whether it has not exited.
    pub fn lives(&self) -> bool {
        !matches!(self.state, 'Z' | 'X')
    }
}

/// The tasks of the machine that sched_ext schedules, the kernel's own included.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// In no order.
    pub tasks: Vec<Task>,
    /// RCU's grace periods that had passed by then.
    pub grace_periods: u64,
}

impl Scan {
    /// Reads /proc. Tasks that go away meanwhile are no error.
    pub fn take() -> Self {
        let mut tasks = Vec::new();
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        for process in processes {
            let name = process.file_name();
            let is_process = name
                .to_str()
                .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_digit()));
            if !is_process {
                continue;
            }
            let threads = fs::read_dir(process.path().join("task"));
            for entry in threads.into_iter().flatten().flatten() {
                if let Some(task) = read_task(&entry.path()) {
                    tasks.push(task);
                }
                if tasks.len() % AT_ONCE == 0 {
                    thread::sleep(PAUSE);
                }
            }
        }
        Self {
            tasks,
            grace_periods: 0,
        }
    }
}

fn read_task(folder: &Path) -> Option<Task> {
    let stat = fs::read_to_string(folder.join("stat")).ok()?;
    let mut task = parse_stat(&stat)?;
    if task.is_runnable() {
        let schedstat = fs::read_to_string(folder.join("schedstat")).ok()?;
        (task.cpu_time, task.turns) = parse_schedstat(&schedstat)?;
    }
    Some(task)
}

/// A line of /proc/…/stat; `None` for tasks that are not sched_ext's.
fn parse_stat(stat: &str) -> Option<Task> {
    // The name may hold blanks and parentheses; nothing behind it does.
    let (open, close) = (stat.find('(')?, stat.rfind(')')?);
    let fields: Vec<&str> = stat.get(close + 1..)?.split_whitespace().collect();
    // Field 3 of proc(5) is the first one here.
    let field = |number: usize| fields.get(number.checked_sub(3)?).copied();
    let policy: u32 = field(41)?.parse().ok()?;
    if !machine::is_taken_over(policy) {
        return None;
    }
    Some(Task {
        tid: stat.get(..open)?.trim().parse().ok()?,
        started: field(22)?.parse().ok()?,
        name: stat.get(open + 1..close)?.to_owned(),
        state: field(3)?.chars().next()?,
        ..Task::default()
    })
}

/// Nanoseconds on a CPU, and how often it got one.
fn parse_schedstat(text: &str) -> Option<(u64, u64)> {
    let mut numbers = text.split_whitespace();
    let cpu_time = numbers.next()?.parse().ok()?;
    let turns = numbers.nth(1)?.parse().ok()?;
    Some((cpu_time, turns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_of_other_classes_are_left_out() {
        // Fields 4 to 21, the start time, fields 23 to 40, the policy.
        let zeros = " 0".repeat(18);
        let line = |policy: u32| format!("42 (a b) c) R{zeros} 777{zeros} {policy} 0 0");
        let task = parse_stat(&line(0)).unwrap_or_default();
        assert_eq!(
            (task.tid, task.started, task.name.as_str(), task.state),
            (42, 777, "a b) c", 'R')
        );
        assert_eq!(parse_stat(&line(1)), None);
        assert_eq!(parse_stat("42 (sh) R 1"), None);
    }

    #[test]
    fn schedstat_lines() {
        assert_eq!(parse_schedstat("1500 20 3\n"), Some((1500, 3)));
        assert_eq!(parse_schedstat("1500"), None);
    }

    #[test]
    fn this_process_is_found() {
        let pid = std::process::id();
        let scan = Scan::take();
        let policy_is_ours = scan.tasks.iter().any(|task| task.tid == pid);
        assert!(policy_is_ours, "{} tasks", scan.tasks.len());
    }
}
