//! Whether every thread of the machine gets on: one that is runnable, in every
//! look at it, and gets no CPU time meanwhile, stands still.
//!
//! The kernel itself says both (/proc/PID/task/TID/schedstat and stat), so that
//! nothing depends on what the threads do or on who meddles with them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs;
use std::time::Duration;

/// What the kernel says of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// CPU time that it has used, in ns.
    used_ns: u64,
    /// How often it got a CPU.
    turns: u64,
}

impl Sample {
    /// Reads /proc/PID/task/TID/schedstat: time used, time waited, turns.
    fn parse(schedstat: &str) -> Option<Self> {
        let mut numbers = schedstat.split_whitespace().map(str::parse);
        let used_ns = numbers.next()?.ok()?;
        let turns = numbers.nth(1)?.ok()?;
        Some(Self { used_ns, turns })
    }
}

/// A thread's name and state, from /proc/PID/task/TID/stat: `TID (NAME) STATE …`.
pub fn name_and_state(stat: &str) -> Option<(&str, char)> {
    let (before, after) = stat.rsplit_once(')')?;
    let (_, name) = before.split_once('(')?;
    Some((name, after.trim_start().chars().next()?))
}

/// A thread that stood still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standstill {
    /// For how long.
    pub time: Duration,
    /// Its id and name.
    pub thread: (u32, String),
}

struct Known {
    sample: Sample,
    /// Machine time of the first look that saw the sample unchanged and the thread runnable, if
    /// all have since. The look that saw the sample first does not count: who slept then had
    /// nothing to wait for, and where looks take long, seconds pass between two.
    still_since_ns: Option<u64>,
    /// Which look saw it last.
    look: u64,
}

/// Follows all threads.
#[derive(Default)]
pub struct Progress {
    threads: HashMap<u32, Known>,
    look: u64,
    /// The longest standstill so far.
    pub worst: Option<Standstill>,
}

impl Progress {
    /// Looks at all threads at that machine time.
    pub fn look(&mut self, now_ns: u64) {
        self.look += 1;
        for process in numbered("/proc") {
            let tasks = format!("/proc/{process}/task");
            for thread in numbered(&tasks) {
                let read = |file| fs::read_to_string(format!("{tasks}/{thread}/{file}"));
                // It may have ended: nothing to see then.
                let schedstat = read("schedstat").unwrap_or_default();
                if let Some(sample) = Sample::parse(&schedstat) {
                    self.see(now_ns, thread, sample, || read("stat").unwrap_or_default());
                }
            }
        }
        let look = self.look;
        self.threads.retain(|_, known| known.look == look);
    }

    /// What has been until now counts no longer.
    pub fn forget(&mut self) {
        self.threads.clear();
    }

    fn see(&mut self, now_ns: u64, thread: u32, sample: Sample, stat: impl FnOnce() -> String) {
        let fresh = Known {
            sample,
            still_since_ns: None,
            look: self.look,
        };
        let known = match self.threads.entry(thread) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                place.insert(fresh);
                return;
            }
        };
        if known.sample != sample {
            *known = fresh;
            return;
        }
        known.look = self.look;
        let stat = stat();
        let Some((name, 'R')) = name_and_state(&stat) else {
            known.still_since_ns = None;
            return;
        };
        let since_ns = *known.still_since_ns.get_or_insert(now_ns);
        let time = Duration::from_nanos(now_ns - since_ns);
        if time.is_zero() {
            return;
        }
        if self.worst.as_ref().is_none_or(|worst| worst.time < time) {
            self.worst = Some(Standstill {
                time,
                thread: (thread, name.to_owned()),
            });
        }
    }
}

/// The entries of a directory whose names are numbers.
pub fn numbered(directory: &str) -> Vec<u32> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name());
    names
        .filter_map(|name| name.to_str()?.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn see(progress: &mut Progress, now_ms: u64, schedstat: &str, state: char) {
        let sample = Sample::parse(schedstat).unwrap();
        let stat = format!("12 (a) b) {state} 1 1");
        progress.see(now_ms * 1_000_000, 12, sample, || stat);
    }

    fn worst_ms(progress: &Progress) -> Option<u128> {
        progress.worst.as_ref().map(|worst| worst.time.as_millis())
    }

    #[test]
    fn runnable_without_cpu_time_is_a_standstill() {
        let mut progress = Progress::default();
        see(&mut progress, 0, "100 5 3", 'R');
        assert_eq!(worst_ms(&progress), None);
        see(&mut progress, 500, "100 5 3", 'R');
        assert_eq!(worst_ms(&progress), None);
        see(&mut progress, 1000, "100 5 3", 'R');
        see(&mut progress, 1500, "100 5 3", 'R');
        assert_eq!(worst_ms(&progress), Some(1000));
        assert_eq!(progress.worst.unwrap().thread, (12, "a) b".to_owned()));
    }

    #[test]
    fn time_a_turn_or_sleep_ends_a_standstill() {
        for (schedstat, state) in [("101 5 3", 'R'), ("100 5 4", 'R'), ("100 5 3", 'S')] {
            let mut progress = Progress::default();
            see(&mut progress, 0, "100 5 3", 'R');
            see(&mut progress, 500, schedstat, state);
            see(&mut progress, 1000, schedstat, 'R');
            see(&mut progress, 1500, schedstat, 'R');
            assert_eq!(worst_ms(&progress), Some(500), "{schedstat} {state}");
        }
    }

    #[test]
    fn who_slept_until_the_last_look_does_not_stand_still() {
        let mut progress = Progress::default();
        see(&mut progress, 0, "100 5 3", 'S');
        see(&mut progress, 10_000, "100 5 3", 'R');
        assert_eq!(worst_ms(&progress), None);
    }

    #[test]
    fn what_is_forgotten_does_not_count() {
        let mut progress = Progress::default();
        see(&mut progress, 0, "100 5 3", 'R');
        progress.forget();
        see(&mut progress, 9000, "100 5 3", 'R');
        see(&mut progress, 9500, "100 5 3", 'R');
        see(&mut progress, 10_000, "100 5 3", 'R');
        assert_eq!(worst_ms(&progress), Some(500));
    }

    #[test]
    fn the_threads_of_this_machine_are_found() {
        let mut progress = Progress::default();
        progress.look(1);
        assert!(progress.threads.contains_key(&std::process::id()));
    }
}
