//! What one boot is to do, decided by the command line and a seed.

use std::fmt::Write as _;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

use super::{Arguments, NO_AGENT};

/// What the command line calls the ends and starts of the agent, which are not
/// flux-storm's to make.
const RESTARTS: &str = "restarts";

/// One boot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Where all random choices start.
    pub seed: u64,
    /// CPUs of the machine.
    pub cpus: u32,
    /// How long the storm goes on, in seconds.
    pub seconds: u32,
    /// The scheduler.
    pub example: String,
    /// What flux-storm is called with, beside seed and seconds.
    storm_arguments: Vec<String>,
    /// When the agent is restarted.
    restarts: Vec<Restart>,
}

/// An end of the agent, after which it is started again.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Restart {
    /// Seconds after the restart before, or after the start of the storm.
    after: u64,
    /// The signal that ends it.
    signal: &'static str,
}

impl Plan {
    /// A boot with so many CPUs.
    pub fn new(arguments: &Arguments, cpus: u32) -> Self {
        let seed = arguments.seed.unwrap_or_else(random_seed);
        let no_restarts = arguments.example == NO_AGENT
            || arguments.without.iter().any(|kind| kind == RESTARTS)
            || !arguments.only.is_empty() && !arguments.only.iter().any(|kind| kind == RESTARTS);
        let restarts = if no_restarts {
            Vec::new()
        } else {
            restarts(seed, arguments.seconds.into())
        };
        Self {
            seed,
            cpus,
            seconds: arguments.seconds,
            example: arguments.example.clone(),
            storm_arguments: storm_arguments(arguments),
            restarts,
        }
    }

    /// A plan with so many restarts.
    #[cfg(test)]
    pub fn for_tests(restarts: usize) -> Self {
        let restart = Restart {
            after: 1,
            signal: "INT",
        };
        Self {
            seed: 7,
            cpus: 4,
            seconds: 30,
            example: "hello".to_owned(),
            storm_arguments: Vec::new(),
            restarts: vec![restart; restarts],
        }
    }

    /// How often the agent is to be restarted.
    pub fn restarts(&self) -> usize {
        self.restarts.len()
    }

    /// Whether there is an agent, which has to check its maps.
    pub fn is_checked(&self) -> bool {
        self.example != NO_AGENT
    }

    /// How long the boot may take, in this machine's time, of which a busy one needs
    /// several times the guest's. A machine that hangs is found out that late, so an
    /// hour is not given eight.
    pub fn timeout(&self) -> Duration {
        /// Long enough for the average to count, whatever else this machine did.
        const LONG: u64 = 120;
        let seconds = u64::from(self.seconds);
        Duration::from_secs(600 + seconds.min(LONG) * 8 + seconds.saturating_sub(LONG) * 4)
    }

    /// Shell variables for the script.
    pub fn settings(&self) -> String {
        let mut restarts = String::new();
        for Restart { after, signal } in &self.restarts {
            // Writing to a string never fails.
            let _ = write!(restarts, "{after}:{signal} ");
        }
        format!(
            "STORM_AGENT='{}'\nSTORM_ARGUMENTS='--seed {} --seconds {} {}'\nSTORM_RESTARTS='{}'\n",
            self.example,
            self.seed,
            self.seconds,
            self.storm_arguments.join(" "),
            restarts.trim_end()
        )
    }
}

fn storm_arguments(arguments: &Arguments) -> Vec<String> {
    let mut words = Vec::new();
    if arguments.gentle {
        words.push("--gentle".to_owned());
    }
    for (option, kinds) in [
        ("--only", &arguments.only),
        ("--without", &arguments.without),
    ] {
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let kinds: Vec<&str> = kinds.into_iter().filter(|kind| *kind != RESTARTS).collect();
        if !kinds.is_empty() {
            words.extend([option.to_owned(), quoted(&kinds.join(","))]);
        }
    }
    if let Some(limit) = arguments.answer_limit_ms {
        words.extend(["--answer-limit-ms".to_owned(), limit.to_string()]);
    }
    words
}

/// Only what the names of kinds consist of: it becomes a part of a script.
fn quoted(text: &str) -> String {
    let known = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ',' | '-' | '_');
    text.chars().filter(known).collect()
}

/// A seed that nobody has thought of.
fn random_seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// When to restart the agent within so many seconds. The last seconds are left, so
/// that the storm ends with the scheduler attached.
fn restarts(seed: u64, seconds: u64) -> Vec<Restart> {
    /// Starting an agent takes a few seconds of a busy emulated machine.
    const SHORTEST: u64 = 8;
    const SPAN: u64 = 20;
    const LEFT_AT_THE_END: u64 = 10;
    let (mut restarts, mut at, mut state) = (Vec::new(), 0, seed);
    loop {
        // Knuth's generator; its high bits are good enough for a timetable.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let after = SHORTEST + (state >> 33) % SPAN;
        at += after;
        if at + LEFT_AT_THE_END > seconds {
            return restarts;
        }
        let signal = if (state >> 60) % 2 == 0 {
            "INT"
        } else {
            "KILL"
        };
        restarts.push(Restart { after, signal });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn plan(words: &str) -> Plan {
        let line = Line::parse_from(words.split_whitespace());
        Plan::new(&line.arguments, 4)
    }

    #[test]
    fn the_same_seed_makes_the_same_plan() {
        assert_eq!(plan("storm --seed 7"), plan("storm --seed 7"));
        assert_ne!(plan("storm").seed, plan("storm").seed);
    }

    #[test]
    fn the_agent_is_restarted_but_not_at_the_end() {
        for seed in 0..50 {
            let restarts = restarts(seed, 60);
            let last: u64 = restarts.iter().map(|restart| restart.after).sum();
            assert!((1..=6).contains(&restarts.len()), "{restarts:?}");
            assert!(last <= 50);
        }
        let signals: Vec<_> = restarts(1, 3600).iter().map(|r| r.signal).collect();
        assert!(signals.contains(&"INT") && signals.contains(&"KILL"));
        assert_eq!(plan("storm --seconds 60 --without restarts").restarts, []);
        assert_eq!(plan("storm --seconds 60 --only nice").restarts, []);
    }

    #[test]
    fn the_script_gets_what_the_command_line_says() {
        let plan =
            plan("storm --seed 7 --seconds 5 --gentle --only nice,forks';rm --without restarts");
        assert_eq!(
            plan.settings(),
            "STORM_AGENT='hello'\n\
             STORM_ARGUMENTS='--seed 7 --seconds 5 --gentle --only nice,forksrm'\n\
             STORM_RESTARTS=''\n"
        );
    }
}
