//! What came of one boot: read from what its script said, and judged.

use std::fmt;

use serde_json::{Value, json};

use crate::test::tap::{self, parse_scenario_line};
use crate::vm::{End, Outcome};

use super::plan::Plan;

/// What came of one boot.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    release: String,
    cpus: u32,
    example: String,
    seed: u64,
    /// How long the storm went on.
    seconds: f64,
    /// Operations of all kinds.
    operations: u64,
    restarts: u64,
    worst_answer_ms: u64,
    worst_progress_ms: u64,
    /// Looks of the agent at its maps; none if it does not check them.
    looks: Option<u64>,
    violations: u64,
    problems: Vec<String>,
}

impl Verdict {
    /// Judges a boot.
    pub fn of(plan: &Plan, release: &str, outcome: &Outcome) -> Self {
        let mut verdict = Self {
            release: release.to_owned(),
            cpus: plan.cpus,
            example: plan.example.clone(),
            seed: plan.seed,
            seconds: 0.0,
            operations: 0,
            restarts: 0,
            worst_answer_ms: 0,
            worst_progress_ms: 0,
            looks: None,
            violations: 0,
            problems: Vec::new(),
        };
        let mut stormed = false;
        for line in outcome.stdout.lines() {
            stormed |= verdict.take(line);
        }
        verdict.problems.extend(outcome.end.trouble(plan.timeout()));
        verdict.judge_the_rest(plan, stormed);
        if let (true, End::Script(1..)) = (verdict.is_good(), &outcome.end) {
            let why = "the script failed without a reason";
            verdict.problems.push(why.to_owned());
        }
        verdict
    }

    /// Takes a line of the script; gives whether it is the storm's own.
    fn take(&mut self, line: &str) -> bool {
        if let Some(result) = parse_scenario_line(line) {
            if let tap::Verdict::Failed(why) = result.verdict {
                self.problems.push(format!("{}: {why}", result.name));
            }
            return false;
        }
        let Some((kind, rest)) = line.split_once(' ') else {
            return false;
        };
        let figures: Value = serde_json::from_str(rest).unwrap_or_default();
        let figure = |name: &str| figures[name].as_u64().unwrap_or(0);
        match kind {
            "FLUX-STORM" => {
                self.seconds = figures["seconds"].as_f64().unwrap_or(0.0);
                let operations = figures["operations"].as_object().into_iter().flatten();
                self.operations = operations.filter_map(|(_, n)| n.as_u64()).sum();
                self.worst_answer_ms = figure("worst_answer_ms");
                self.worst_progress_ms = figure("worst_progress_ms");
                return figures["ok"].is_boolean();
            }
            // Each as it is found: an agent that is killed leaves no summary.
            "FLUX-CHECK" => self.violations += 1,
            "FLUX-CHECK-SUMMARY" => {
                self.looks = Some(self.looks.unwrap_or(0) + figure("looks"));
            }
            "STORM-RESTARTS" => self.restarts = figures.as_u64().unwrap_or(0),
            _ => {}
        }
        false
    }

    /// What the script itself does not judge.
    fn judge_the_rest(&mut self, plan: &Plan, stormed: bool) {
        if self.violations > 0 {
            let violations = self.violations;
            self.problems
                .push(format!("{violations} violations of the maps' invariants"));
        }
        if self.looks.unwrap_or(0) == 0 && plan.is_checked() && self.problems.is_empty() {
            self.problems
                .push("the agent never looked at its maps".to_owned());
        }
        if !stormed && self.problems.is_empty() {
            self.problems.push("flux-storm said nothing".to_owned());
        }
        // How long each takes is the machine's affair, so not all may have been made.
        let planned = plan.restarts();
        if self.restarts == 0 && planned > 0 && self.problems.is_empty() {
            self.problems.push(format!(
                "the agent was to be restarted {planned} times, and never was"
            ));
        }
    }

    /// Whether all is well.
    pub fn is_good(&self) -> bool {
        self.problems.is_empty()
    }

    /// One line of a log.
    pub fn to_json(&self) -> Value {
        json!({
            "kernel": self.release,
            "cpus": self.cpus,
            "example": self.example,
            "seed": self.seed,
            "ok": self.is_good(),
            "seconds": self.seconds,
            "operations": self.operations,
            "restarts": self.restarts,
            "worst_answer_ms": self.worst_answer_ms,
            "worst_progress_ms": self.worst_progress_ms,
            "looks": self.looks,
            "violations": self.violations,
            "problems": self.problems,
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let result = if self.is_good() { "ok" } else { "FAILED" };
        write!(
            f,
            "storm {result}: {} on Linux {}, {} CPUs, seed {}: {:.0} s, {} operations, \
             {} restarts, worst answer {} ms, longest standstill {} ms, ",
            self.example,
            self.release,
            self.cpus,
            self.seed,
            self.seconds,
            self.operations,
            self.restarts,
            self.worst_answer_ms,
            self.worst_progress_ms,
        )?;
        match self.looks {
            Some(looks) => write!(f, "{} violations in {looks} looks", self.violations)?,
            None => write!(f, "maps not checked")?,
        }
        for problem in &self.problems {
            write!(f, "\n  - {problem}")?;
        }
        Ok(())
    }
}

/// Shows results as they come.
#[derive(Default)]
pub struct Show {
    unfinished: String,
}

impl Show {
    /// Takes output of the script.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.unfinished.push_str(&String::from_utf8_lossy(bytes));
        while let Some(end) = self.unfinished.find('\n') {
            let line: String = self.unfinished.drain(..=end).collect();
            if parse_scenario_line(&line).is_some() {
                println!("  {}", line.trim_end());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vm::Console;
    use std::time::Duration;

    const GOOD: &str = "ok hello attaches\n\
        FLUX-CHECK-SUMMARY {\"looks\":10,\"violations\":0}\n\
        FLUX-STORM {\"ok\":true,\"seconds\":30.1,\"operations\":{\"nice\":2,\"forks\":3},\
        \"worst_answer_ms\":12,\"worst_progress_ms\":500}\n\
        STORM-RESTARTS 1\n\
        ok storm\n\
        FLUX-CHECK-SUMMARY {\"looks\":5,\"violations\":0}\n";

    fn judge(stdout: &str, end: End) -> Verdict {
        let outcome = Outcome {
            end,
            console: Console::default(),
            stdout: stdout.to_owned(),
            wall: Duration::ZERO,
        };
        Verdict::of(&Plan::for_tests(1), "6.18.15", &outcome)
    }

    #[test]
    fn a_good_boot_passes_with_its_figures() {
        let verdict = judge(GOOD, End::Script(0));
        assert!(verdict.is_good(), "{verdict}");
        assert_eq!((verdict.operations, verdict.looks), (5, Some(15)));
        let line = verdict.to_string();
        assert!(
            line.starts_with(
                "storm ok: hello on Linux 6.18.15, 4 CPUs, seed 7: 30 s, 5 operations"
            )
        );
        assert!(
            line.ends_with(
                "worst answer 12 ms, longest standstill 500 ms, 0 violations in 15 looks"
            )
        );
    }

    #[test]
    fn each_promise_is_checked() {
        for (from, to, problem) in [
            ("ok storm", "not ok storm - it rained", "storm: it rained"),
            (
                "STORM-RESTARTS 1",
                "FLUX-CHECK {\"invariant\":\"list-member\"}\nSTORM-RESTARTS 1",
                "1 violations",
            ),
            ("\"looks\":", "\"lookups\":", "never looked at its maps"),
            (
                "STORM-RESTARTS 1",
                "STORM-RESTARTS 0",
                "was to be restarted 1 times, and never was",
            ),
            ("FLUX-STORM {", "storm {", "said nothing"),
        ] {
            let verdict = judge(&GOOD.replace(from, to), End::Script(0));
            assert!(!verdict.is_good(), "{to}");
            assert!(verdict.to_string().contains(problem), "{to}: {verdict}");
        }
        assert!(!judge(GOOD, End::Script(1)).is_good());
        assert!(!judge(GOOD, End::Timeout).is_good());
        assert!(!judge(GOOD, End::Crash("an oops", "Oops: 0".into())).is_good());
    }
}
