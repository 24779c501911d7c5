//! What came of the demo: reads the lines that the script writes for us, and
//! judges.

use std::fmt;

use crate::accounts::Accounts;

/// The agent that reads the accounts runs while it does so, on a CPU that idle
/// does not hold for that moment. It knows, and calls the accounts balanced only
/// if that CPU runs itself and nothing else.
const CPUS_OF_OBSERVER: u64 = 1;

/// A line of the script that starts with "DEMO ".
#[derive(Clone, Debug)]
pub enum Line {
    /// How many CPUs there are.
    Cpus(u64),
    /// A load has ended.
    Load(Load),
    /// The state of sched_ext after all loads, and the threads it rejected.
    Attached { state: String, rejected: String },
    /// What the agent said.
    Accounts(Result<Accounts, String>),
    /// The agent has ended, with this status, and left this state.
    Agent { status: String, state: String },
    /// Something did not work at all.
    Failed(String),
}

/// How a load ended.
#[derive(Clone, Debug)]
pub struct Load {
    name: String,
    status: String,
    seconds: String,
    /// The state of sched_ext right after it.
    state: String,
}

impl Load {
    fn is_good(&self) -> bool {
        self.status == "0" && self.state == "enabled"
    }
}

impl Line {
    /// Reads one line; none if it is for the reader.
    pub fn parse(line: &str) -> Option<Self> {
        let (kind, rest) = line.strip_prefix("DEMO ")?.split_once(' ')?;
        let mut words = rest.split(' ');
        let mut word = || words.next().unwrap_or_default().to_owned();
        match kind {
            "cpus" => rest.parse().ok().map(Self::Cpus),
            "load" => Some(Self::Load(Load {
                status: word(),
                seconds: word(),
                state: word(),
                name: word(),
            })),
            "attached" => Some(Self::Attached {
                state: word(),
                rejected: word(),
            }),
            "accounts" => Some(Self::Accounts(
                Accounts::parse(rest).map_err(|error| error.to_string()),
            )),
            "agent" => Some(Self::Agent {
                status: word(),
                state: word(),
            }),
            "failed" => Some(Self::Failed(rest.to_owned())),
            _ => None,
        }
    }

    /// Shows progress where there is some.
    pub fn show(&self) {
        if let Self::Load(load) = self {
            let result = if load.is_good() { "done" } else { "FAILED" };
            println!("demo: load {} {result} after {} s", load.name, load.seconds);
        }
    }
}

/// The judgement, and what it rests on.
#[derive(Debug, Default)]
pub struct Verdict {
    cpus: Option<u64>,
    loads: Vec<Load>,
    attached: bool,
    accounts: Option<Accounts>,
    agent_ended: bool,
    problems: Vec<String>,
}

impl Verdict {
    /// Judges the script's output; `trouble` is what befell the machine.
    pub fn of(report: &str, trouble: Option<String>) -> Self {
        let mut verdict = Self::default();
        for line in report.lines().filter_map(Line::parse) {
            verdict.take(line);
        }
        verdict.problems.extend(trouble);
        verdict.judge_what_is_missing();
        verdict
    }

    /// Whether all is well.
    pub fn is_good(&self) -> bool {
        self.problems.is_empty()
    }

    /// What is not.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// What the agent said at the end.
    pub fn accounts(&self) -> Option<&Accounts> {
        self.accounts.as_ref()
    }

    /// Loads that finished well.
    pub fn loads_done(&self) -> usize {
        self.loads.iter().filter(|load| load.is_good()).count()
    }

    /// How long the loads took together.
    pub fn seconds(&self) -> u64 {
        let seconds = self
            .loads
            .iter()
            .filter_map(|load| load.seconds.parse::<u64>().ok());
        seconds.sum()
    }

    fn problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }

    fn take(&mut self, line: Line) {
        match line {
            Line::Cpus(cpus) => self.cpus = Some(cpus),
            Line::Load(load) => {
                if load.status != "0" {
                    self.problem(format!(
                        "load {} ended with status {}",
                        load.name, load.status
                    ));
                }
                if load.state != "enabled" {
                    self.problem(format!(
                        "after load {} the scheduler was not attached any more (sched_ext is {})",
                        load.name, load.state
                    ));
                }
                self.loads.push(load);
            }
            Line::Attached { state, rejected } => {
                self.attached = state == "enabled";
                if !self.attached {
                    self.problem(format!("after the loads sched_ext was {state}"));
                }
                if rejected != "0" {
                    self.problem(format!("the kernel rejected {rejected} threads"));
                }
            }
            Line::Accounts(Ok(accounts)) => self.accounts = Some(accounts),
            Line::Accounts(Err(error)) => {
                self.problem(format!("the agent's accounts cannot be read: {error}"));
            }
            Line::Agent { status, state } => {
                self.agent_ended = true;
                if status != "0" {
                    self.problem(format!("hello ended with status {status}"));
                }
                if state != "disabled" {
                    self.problem(format!("after hello had ended, sched_ext was {state}"));
                }
            }
            Line::Failed(what) => self.problem(what),
        }
    }

    fn judge_what_is_missing(&mut self) {
        if let Some(accounts) = self.accounts.clone() {
            if !accounts.balanced {
                self.problem("the accounts do not balance");
                self.problems.extend(accounts.problems.iter().cloned());
            }
            let (cpus, idle) = (self.cpus.unwrap_or(0), accounts.idle_cpus());
            if idle > cpus || idle + CPUS_OF_OBSERVER < cpus {
                self.problem(format!("idle holds {idle} of {cpus} CPUs, not all of them"));
            }
        }
        // Whatever kept the script from its end has been said by now, or not.
        if self.problems.is_empty() && !(self.attached && self.agent_ended) {
            self.problem("the demo ended before its time");
        }
        if self.problems.is_empty() && self.accounts.is_none() {
            self.problem("the agent gave no accounts");
        }
    }
}

impl Verdict {
    /// "all 4 CPUs were back with idle", or all but the observer's.
    fn cpus_back(&self) -> String {
        let cpus = self.cpus.unwrap_or(0);
        let idle = self.accounts.as_ref().map_or(0, Accounts::idle_cpus);
        if idle == cpus {
            return format!("all {cpus} CPUs were back with idle");
        }
        format!("{idle} of {cpus} CPUs were back with idle, the other one was counting these")
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(accounts) = &self.accounts {
            writeln!(f, "What each subscheduler did:\n\n{}", accounts.table())?;
            if accounts.ids_overflow > 0 {
                writeln!(
                    f,
                    "{} threads had no id and were scheduled by the fallback path.\n",
                    accounts.ids_overflow
                )?;
            }
        }
        if self.is_good() {
            return write!(
                f,
                "PASSED: {} loads finished, the scheduler was still attached, and {}.",
                self.loads.len(),
                self.cpus_back()
            );
        }
        write!(f, "FAILED:")?;
        for problem in &self.problems {
            write!(f, "\n  - {problem}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "DEMO cpus 2\n\
        demo: load hackbench: hackbench -g 8\n\
        DEMO load 0 3 enabled hackbench\n\
        DEMO attached enabled 0\n\
        DEMO accounts {\"balanced\":true,\"nodes\":[{\"name\":\"idle\",\"type\":\"Idle\",\"cpus\":2}]}\n\
        DEMO agent 0 disabled\n";

    #[test]
    fn a_good_run_passes() {
        let verdict = Verdict::of(GOOD, None);
        assert!(verdict.is_good(), "{verdict}");
        assert!(verdict.to_string().contains("PASSED: 1 loads finished"));
    }

    #[test]
    fn each_promise_is_checked() {
        for (from, to, problem) in [
            ("load 0 3", "load 1 3", "load hackbench ended with status 1"),
            ("3 enabled", "3 disabled", "not attached any more"),
            ("attached enabled 0", "attached disabled 0", "was disabled"),
            ("attached enabled 0", "attached enabled 3", "rejected 3"),
            ("\"cpus\":2", "\"cpus\":0", "idle holds 0 of 2"),
            ("\"balanced\":true", "\"balanced\":false", "do not balance"),
            (
                "agent 0 disabled",
                "agent 1 disabled",
                "hello ended with status 1",
            ),
            (
                "agent 0 disabled",
                "agent 0 enabled",
                "had ended, sched_ext",
            ),
            ("DEMO agent 0 disabled", "", "before its time"),
            ("DEMO accounts", "accounts", "no accounts"),
        ] {
            let verdict = Verdict::of(&GOOD.replace(from, to), None);
            assert!(!verdict.is_good(), "{to}");
            assert!(verdict.to_string().contains(problem), "{to}: {verdict}");
        }
    }

    #[test]
    fn the_cpu_of_the_observer_is_excused() {
        let verdict = Verdict::of(&GOOD.replace("\"cpus\":2", "\"cpus\":1"), None);
        assert!(verdict.is_good(), "{verdict}");
        assert!(verdict.to_string().contains("was counting"));
    }

    #[test]
    fn a_broken_machine_is_never_a_pass() {
        assert!(!Verdict::of(GOOD, Some("the kernel broke".into())).is_good());
        assert!(!Verdict::of("", None).is_good());
    }
}
