//! What came of a storm.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::state::Counts;

/// What came of a storm.
#[derive(Debug)]
pub struct Report {
    seed: u64,
    cpus: usize,
    /// How long it lasted.
    pub seconds: f64,
    failures: Vec<String>,
    operations: Map<String, Value>,
    refused: Map<String, Value>,
    left_out: Map<String, Value>,
    /// The longest time by which an answer was late.
    pub worst_answer: Duration,
    /// The longest time that a runnable thread was without a CPU.
    pub worst_progress: Duration,
}

/// How often a kind did something, and how often the kernel refused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    done: u64,
    refused: u64,
}

impl Done {
    /// What a kind's counters say now.
    pub fn of(counts: &Counts) -> Self {
        Self {
            done: counts.done.load(Ordering::Relaxed),
            refused: counts.refused.load(Ordering::Relaxed),
        }
    }
}

impl Report {
    /// Of a storm that has not begun.
    pub fn new(seed: u64, cpus: usize) -> Self {
        Self {
            seed,
            cpus,
            seconds: 0.0,
            failures: Vec::new(),
            operations: Map::new(),
            refused: Map::new(),
            left_out: Map::new(),
            worst_answer: Duration::ZERO,
            worst_progress: Duration::ZERO,
        }
    }

    /// Whether nothing has failed.
    pub fn is_good(&self) -> bool {
        self.failures.is_empty()
    }

    /// Notes a failure; gives whether it is the first.
    pub fn fail(&mut self, why: String) -> bool {
        if !self.failures.contains(&why) {
            self.failures.push(why);
            return self.failures.len() == 1;
        }
        false
    }

    /// Notes that a kind has nothing to do on this machine.
    pub fn left_out(&mut self, kind: &str, why: &str) {
        self.left_out.insert(kind.to_owned(), why.into());
    }

    /// Notes what a kind has done; gives what is wrong with that.
    pub fn done(&mut self, kind: &str, done: Done) -> Option<String> {
        if self.left_out.contains_key(kind) {
            return None;
        }
        self.operations.insert(kind.to_owned(), done.done.into());
        if done.refused > 0 {
            self.refused.insert(kind.to_owned(), done.refused.into());
        }
        // A kind that did nothing has tested nothing.
        (done.done == 0).then(|| format!("{kind} did nothing ({} refused)", done.refused))
    }

    /// What explains the first failure, in lines.
    pub fn explain(&self, events: &[String]) -> Vec<String> {
        let mut lines = vec![format!("the last {} events:", events.len())];
        lines.extend(events.iter().map(|event| format!("  {event}")));
        lines.push(format!("FAILED: {}", self.failures.join("; ")));
        lines.push(format!("the seed was {}", self.seed));
        lines
    }

    /// The failures, in words.
    pub fn failures(&self) -> &[String] {
        &self.failures
    }

    /// All of it, as one line of JSON.
    pub fn to_json(&self) -> String {
        let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        json!({
            "seed": self.seed,
            "ok": self.is_good(),
            "cpus": self.cpus,
            "seconds": (self.seconds * 10.0).round() / 10.0,
            "operations": self.operations,
            "refused": self.refused,
            "left_out": self.left_out,
            "worst_answer_ms": ms(self.worst_answer),
            "worst_progress_ms": ms(self.worst_progress),
            "failures": self.failures,
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_did_nothing_is_a_failure() {
        let mut report = Report::new(1, 4);
        let nothing = Done {
            done: 0,
            refused: 3,
        };
        let why = report.done("nice", nothing).unwrap();
        assert_eq!(why, "nice did nothing (3 refused)");
        report.left_out("hotplug", "there is one CPU");
        assert_eq!(report.done("hotplug", nothing), None);
    }

    #[test]
    fn the_first_failure_is_known_as_such() {
        let mut report = Report::new(7, 4);
        assert!(report.is_good());
        assert!(report.fail("a".into()));
        assert!(!report.fail("a".into()));
        assert!(!report.fail("b".into()));
        assert!(report.to_json().contains(r#""ok":false"#));
        let lines = report.explain(&["[1] nice: 3 to 4".into()]);
        assert_eq!(lines.last().unwrap(), "the seed was 7");
    }
}
