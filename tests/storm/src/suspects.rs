//! The threads of the machine that are runnable, or wait for something that cannot
//! be interrupted: who is being kept from running, and who waits for that.
//!
//! Read without starting a process: while a thread that nobody runs holds up RCU,
//! the kernel starts none.

use std::fs;

use crate::progress::{name_and_state, numbered};

/// How much of a thread's kernel stack is shown.
const FRAMES: usize = 8;

/// All of them, in lines.
pub fn lines() -> Vec<String> {
    let mut lines = Vec::new();
    for process in numbered("/proc") {
        let tasks = format!("/proc/{process}/task");
        for thread in numbered(&tasks) {
            let read = |file| fs::read_to_string(format!("{tasks}/{thread}/{file}"));
            // It may have ended: nothing to see then.
            let stat = read("stat").unwrap_or_default();
            let Some((name, state @ ('R' | 'D'))) = name_and_state(&stat) else {
                continue;
            };
            let [schedstat, status, stack] =
                ["schedstat", "status", "stack"].map(|file| read(file).unwrap_or_default());
            let allowed = status
                .lines()
                .find(|line| line.starts_with("Cpus_allowed_list"));
            lines.push(format!(
                "{state} {thread} ({name}) on CPU {}, {}, time, wait and turns {}",
                cpu_of(&stat).unwrap_or("?"),
                allowed.unwrap_or_default().replace('\t', " "),
                schedstat.trim_end()
            ));
            lines.extend(stack.lines().take(FRAMES).map(|line| format!("    {line}")));
        }
    }
    lines
}

/// The CPU that it was on last: field 39 of /proc/PID/stat.
fn cpu_of(stat: &str) -> Option<&str> {
    let (_, after) = stat.rsplit_once(')')?;
    after.split_whitespace().nth(36)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_is_found() {
        let numbers: Vec<String> = (4..=52).map(|field| field.to_string()).collect();
        let stat = format!("12 (a) b) S {}", numbers.join(" "));
        assert_eq!(cpu_of(&stat), Some("39"));
    }
}
