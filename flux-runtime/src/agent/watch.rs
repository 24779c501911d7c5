//! Watching an attached scheduler until it ends.

use std::thread;
use std::time::{Duration, Instant};

use super::accounts::{self, Accounts, NodeAccount, Surroundings};
use super::check::Checker;
use super::config_file::{ConfigFile, Reload};
use super::signals::{Signals, Wish};
use super::{pause, say, stats};
use crate::data::cgroups::{Cgroups, MAX_CGROUPS};
use crate::data::{Data, Snapshot};
use crate::error::Error;
use crate::load::{Attached, Description, ExitState};
use crate::machine;

/// How often the agent looks whether the kernel removed the scheduler.
const EXIT_POLL: Duration = Duration::from_millis(500);
/// How long the machine gets to come to rest before its accounts are judged.
const REST: Duration = Duration::from_secs(3);
/// How long the agent sleeps between two looks at the accounts.
const LOOK: Duration = Duration::from_millis(20);

/// What to do while the scheduler runs.
pub struct Watch<'a> {
    /// The scheduler.
    pub description: Description,
    /// Its `--max-threads`.
    pub max_threads: u32,
    /// How often to print statistics.
    pub stats: Option<Duration>,
    /// How often to look whether what must hold does; never, unless asked to.
    pub check: Option<Duration>,
    /// Where signals arrive.
    pub signals: &'a Signals,
}

/// Why watching ended.
pub enum End {
    /// The user stopped it; it is detached.
    Stopped,
    /// The same, and what must hold did not, so many times.
    StoppedViolated(u64),
    /// The kernel removed it.
    Exited(ExitState),
}

impl Watch<'_> {
    /// Watches the scheduler to its end.
    ///
    /// # Errors
    /// If it is to be checked and that cannot be started.
    pub fn until_end(
        &self,
        attached: &mut Attached,
        file: Option<&mut ConfigFile>,
    ) -> Result<End, Error> {
        let nodes = self.description.nodes;
        let checker = self
            .check
            .map(|every| Checker::start(attached.shared_data(), nodes, every))
            .transpose()?;
        let mut printer = self.stats.map(|every| Printer::new(attached.data(), every));
        let mut reload = Reload::new(&self.description, attached, file)?;
        let (mut overflow_told, mut cgroups_told) = (false, false);
        let end = loop {
            if let Some(state) = attached.exit() {
                break End::Exited(state);
            }
            if !overflow_told {
                overflow_told = self.tell_overflow(attached.data());
            }
            if !cgroups_told {
                cgroups_told = self.tell_cgroups(attached.data());
            }
            let longest = printer
                .as_ref()
                .map_or(EXIT_POLL, |printer| printer.due_in().min(EXIT_POLL));
            let asleep_since = Instant::now();
            let wish = self.signals.wait(longest);
            if let Some(text) = pause::text(longest, asleep_since.elapsed()) {
                say(&format!("{}: {text}", self.description.name));
            }
            match wish {
                Some(Wish::Stop) => break End::Stopped,
                Some(Wish::Accounts) => {
                    let violations = checker.as_ref().map(Checker::violations);
                    say(&self.accounts_line(attached.data(), violations));
                }
                Some(Wish::Reload) => reload.on_signal(attached),
                None => reload.on_time(),
            }
            if let Some(printer) = &mut printer {
                printer.print_if_due(&self.description, attached.data(), self.max_threads);
            }
        };
        let last = Snapshot::take(attached.data(), false);
        let violations = checker.map_or(0, Checker::finish);
        if matches!(end, End::Stopped) {
            attached.detach();
        }
        if self.stats.is_some() {
            say(&self.table_of_all(&last));
        }
        if let Some(text) = stats::overflow(&last.globals, self.max_threads) {
            say(&format!("{}: {text}", self.description.name));
        }
        Ok(match end {
            End::Stopped if violations > 0 => End::StoppedViolated(violations),
            end => end,
        })
    }

    fn table_of_all(&self, last: &Snapshot) -> String {
        let Description { name, nodes, .. } = self.description;
        stats::table(name, nodes, last, None, self.max_threads)
    }

    /// Says once that there are more threads than ids; returns whether it did.
    fn tell_overflow(&self, data: &Data) -> bool {
        let text = stats::overflow(&data.globals(), self.max_threads);
        if let Some(text) = &text {
            say(&format!("{}: {text}", self.description.name));
        }
        text.is_some()
    }

    /// Says once that there are more cgroups than room for them; returns whether it did.
    fn tell_cgroups(&self, data: &Data) -> bool {
        let without = data.cgroups.as_ref().map_or(0, Cgroups::overflow);
        if without > 0 {
            say(&format!(
                "{}: there are more cgroups than the {} whose weights can count; the threads of {without} \
                 count as the root's own until others are removed and these made anew",
                self.description.name,
                MAX_CGROUPS - 1
            ));
        }
        without > 0
    }

    /// The line that `SIGUSR1` asks for.
    fn accounts_line(&self, data: &Data, violations: Option<u64>) -> String {
        let accounts = Accounts {
            violations,
            ..self.accounts(data)
        };
        let json = serde_json::to_string(&accounts).unwrap_or_else(|error| {
            // Numbers and texts always can be written; keep the line's form.
            format!("{{\"balanced\":false,\"problems\":[\"{error}\"]}}")
        });
        format!("FLUX-ACCOUNTS {json}")
    }

    /// Judges the accounts; gives the machine time to come to rest.
    fn accounts(&self, data: &Data) -> Accounts {
        let start = Instant::now();
        loop {
            // Asleep, the agent's own CPU goes back to where it belongs.
            thread::sleep(LOOK);
            let before = Snapshot::take(data, true);
            let threads = machine::count_threads().unwrap_or_default();
            let online = machine::online_cpus().unwrap_or_default();
            let now = Snapshot::take(data, true);
            let mut problems = accounts::problems(
                &now,
                &Surroundings {
                    nodes: self.description.nodes,
                    online: &online,
                    threads,
                    own_tgid: std::process::id(),
                },
            );
            if problems.is_empty() && !before.same_as(&now) {
                problems.push("the machine does not come to rest".to_owned());
            }
            let state = machine::sched_ext_state();
            if state != "enabled" {
                problems.push(format!("sched_ext is {state}"));
            }
            if problems.is_empty() || start.elapsed() > REST {
                return Accounts {
                    state,
                    balanced: problems.is_empty(),
                    problems,
                    nodes: self
                        .description
                        .nodes
                        .iter()
                        .zip(&now.nodes)
                        .map(|(node, state)| NodeAccount::new(node, state))
                        .collect(),
                    ids_in_use: now.globals.ids_in_use,
                    ids_overflow: now.globals.ids_overflow,
                    live_threads: threads.live,
                    violations: None,
                };
            }
        }
    }
}

/// Prints the table of statistics every so often.
pub struct Printer {
    every: Duration,
    last: Snapshot,
    last_at: Instant,
}

impl Printer {
    /// Counts from now on.
    pub fn new(data: &Data, every: Duration) -> Self {
        Self {
            every,
            last: Snapshot::take(data, false),
            last_at: Instant::now(),
        }
    }

    /// How long it is until the next table.
    pub fn due_in(&self) -> Duration {
        self.every.saturating_sub(self.last_at.elapsed())
    }

    /// Prints a table if it is time.
    pub fn print_if_due(&mut self, description: &Description, data: &Data, max_threads: u32) {
        let span = self.last_at.elapsed();
        if span < self.every {
            return;
        }
        let now = Snapshot::take(data, false);
        say(&stats::table(
            description.name,
            description.nodes,
            &now,
            Some((&self.last, span)),
            max_threads,
        ));
        self.last = now;
        self.last_at = Instant::now();
    }
}
