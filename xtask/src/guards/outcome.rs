//! What the test machine tells of each attempt, and what that means.

use std::collections::BTreeMap;

use serde_json::Value;

use super::measure::Measure;
use super::table::Notice;

/// What one attempt has shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Violations, as `--check` names them, the first few.
    pub violations: Vec<String>,
    /// Exit status and last line of the load.
    pub load: Option<(i32, String)>,
    /// Exit status of the agent, and the state of sched_ext before it was stopped.
    pub agent: Option<(i32, String)>,
    /// The last accounts that the agent gave.
    pub accounts: Option<Value>,
    /// The summary of its checks.
    pub summary: Option<Value>,
}

/// Statuses of a load that was not there, or could not do its work: no test at all.
const DID_NOT_RUN: [i32; 3] = [2, 126, 127];

/// Reads the lines `GUARD ID KIND …` of a run; the rest is for people.
pub fn parse(output: &str) -> BTreeMap<String, Outcome> {
    let mut outcomes = BTreeMap::<String, Outcome>::new();
    for line in output.lines() {
        let Some(rest) = line.strip_prefix("GUARD ") else {
            continue;
        };
        let mut words = rest.splitn(3, ' ');
        let (Some(id), Some(kind)) = (words.next(), words.next()) else {
            continue;
        };
        let text = words.next().unwrap_or_default();
        let outcome = outcomes.entry(id.to_owned()).or_default();
        let status = || {
            let (status, rest) = text.split_once(' ').unwrap_or((text, ""));
            Some((status.parse().ok()?, rest.to_owned()))
        };
        match kind {
            "violation" => outcome.violations.push(text.to_owned()),
            "load" => outcome.load = status(),
            "agent" => outcome.agent = status(),
            "accounts" => outcome.accounts = serde_json::from_str(text).ok(),
            "summary" => outcome.summary = serde_json::from_str(text).ok(),
            _ => {}
        }
    }
    outcomes
}

impl Outcome {
    /// Whether the attempt came to its end at all.
    pub fn is_complete(&self) -> bool {
        self.agent.is_some() && self.load.is_some()
    }

    /// What the notice has noticed, in words; `None` if it has not.
    pub fn noticed(&self, notice: &Notice) -> Option<String> {
        match notice {
            Notice::Violation => {
                let first = self.violations.first()?;
                Some(format!("violation: {first}"))
            }
            Notice::Ejected => {
                let (status, state) = self.agent.as_ref()?;
                let ended = !state.starts_with("enabled");
                ended.then(|| format!("the scheduler was ejected (status {status})"))
            }
            Notice::Load => {
                let (status, last) = self.load.as_ref()?;
                let failed = *status != 0 && !DID_NOT_RUN.contains(status);
                failed.then(|| format!("the load failed ({status}): {last}"))
            }
            Notice::Measure(measure) => {
                let (accounts, summary) = (self.accounts.as_ref(), self.summary.as_ref());
                let holds = measure.holds(accounts, summary)?;
                holds.then(|| format!("{measure}: {}", measure.figures(accounts, summary)))
            }
        }
    }

    /// What is wrong if the figures are not as they have to be.
    pub fn lacks(&self, measure: &Measure) -> Option<String> {
        let (accounts, summary) = (self.accounts.as_ref(), self.summary.as_ref());
        let holds = measure.holds(accounts, summary) == Some(true);
        let figures = measure.figures(accounts, summary);
        (!holds).then(|| format!("it does not show {measure} ({figures})"))
    }

    /// Everything that is wrong with an attempt in which nothing was taken out.
    pub fn problems(&self, notices: &[&Notice]) -> Vec<String> {
        let mut problems = Vec::new();
        if !self.is_complete() {
            problems.push("it did not come to its end".to_owned());
        }
        for notice in [Notice::Violation, Notice::Ejected, Notice::Load] {
            problems.extend(self.noticed(&notice));
        }
        if let Some((status, last)) = &self.load
            && DID_NOT_RUN.contains(status)
        {
            problems.push(format!("the load did not run ({status}): {last}"));
        }
        for notice in notices {
            if let Notice::Measure(measure) = notice {
                let (accounts, summary) = (self.accounts.as_ref(), self.summary.as_ref());
                match measure.holds(accounts, summary) {
                    Some(false) => {}
                    Some(true) => problems.extend(self.noticed(notice)),
                    None => problems.push(format!("nobody told `{measure}`")),
                }
            }
        }
        if let Some((status, _)) = &self.agent
            && *status != 0
            && problems.is_empty()
        {
            problems.push(format!("the agent ended with status {status}"));
        }
        problems
    }

    /// Figures that a notice would look at, for a guard that nothing noticed.
    pub fn figures(&self, notices: &[Notice]) -> String {
        let figures = notices.iter().filter_map(|notice| match notice {
            Notice::Measure(measure) => {
                Some(measure.figures(self.accounts.as_ref(), self.summary.as_ref()))
            }
            _ => None,
        });
        let load = self.load.as_ref().map(|(_, last)| last.clone());
        figures.chain(load).collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\
noise
GUARD claim violation list-member \"thread 5 is on two lists\"
GUARD claim load 1 flux-loads spin: FAILED: late
GUARD claim agent 1 enabled 20.0
GUARD 0 accounts {\"nodes\":[{\"name\":\"primary\",\"overruns\":3}]}
GUARD 0 load 0 fine
GUARD 0 agent 0 enabled 44.1
GUARD lost load 0 fine
";

    #[test]
    fn a_run_is_read() {
        let outcomes = parse(OUTPUT);
        let claim = &outcomes["claim"];
        assert!(claim.noticed(&Notice::Violation).is_some());
        assert!(claim.noticed(&Notice::Load).is_some());
        assert_eq!(claim.noticed(&Notice::Ejected), None);
        assert_eq!(claim.problems(&[]).len(), 2);

        let complete = &outcomes["0"];
        let bound = |text: &str| Notice::Measure(text.parse().unwrap());
        assert_eq!(
            complete.problems(&[&bound("primary.overruns > 3")]),
            [""; 0]
        );
        assert_eq!(
            complete.problems(&[&bound("primary.overruns > 2")]).len(),
            1
        );
        assert_eq!(complete.problems(&[&bound("primary.yields > 2")]).len(), 1);
        assert_eq!(
            complete.lacks(&"primary.overruns > 2".parse().unwrap()),
            None
        );
        for text in ["primary.overruns > 3", "primary.yields > 0"] {
            assert!(complete.lacks(&text.parse().unwrap()).is_some(), "{text}");
        }
        assert_eq!(outcomes["lost"].problems(&[]).len(), 1);
    }

    #[test]
    fn a_load_that_did_not_run_notices_nothing() {
        let outcomes = parse("GUARD a load 127 nice: not found\nGUARD a agent 0 enabled 1.0\n");
        assert_eq!(outcomes["a"].noticed(&Notice::Load), None);
        assert_eq!(
            outcomes["a"].problems(&[]),
            ["the load did not run (127): nice: not found"]
        );
    }

    #[test]
    fn an_ejection_is_noticed() {
        let outcomes = parse("GUARD a load 0 x\nGUARD a agent 1 disabled 1.0\n");
        assert!(outcomes["a"].noticed(&Notice::Ejected).is_some());
        assert_eq!(outcomes["a"].problems(&[]).len(), 1);
    }
}
