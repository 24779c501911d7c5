//! The table of guards: what makes each needed, and what notices that it is gone.

use std::str::FromStr;

use anyhow::{Context as _, Result, bail};

use super::measure::Measure;

/// What is done for a guard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The guard's name, `fallback-turn`.
    pub guard: String,
    /// The run under which it is needed.
    pub trial: Trial,
    /// What may notice that it is gone.
    pub notices: Vec<Notice>,
    /// What the run with all guards in place has to show: that the race was met, and won.
    pub shows: Option<Measure>,
    /// Why nothing does, for a guard without a load.
    pub open: Option<String>,
}

/// A scheduler and a load. Rows that have the same one share the run in which nothing
/// is taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    /// The hierarchy's name, `hello`.
    pub program: String,
    /// Of the agent, beside `--check`.
    pub options: String,
    /// Without `--check`: the realtime thread that looks at all processes keeps a CPU for 20 ms
    /// at a time, which a load that judges milliseconds takes for the scheduler's doing.
    pub unchecked: bool,
    /// Guards at which races are made likely.
    pub windows: Vec<String>,
    /// A shell command.
    pub load: String,
}

impl Trial {
    /// The agent's whole command line.
    pub fn agent_options(&self) -> String {
        match self.unchecked {
            true => self.options.clone(),
            false => format!("--check {}", self.options),
        }
    }

    /// The program of this workspace that has the hierarchy.
    pub fn binary(&self) -> &str {
        match self.program.as_str() {
            "hello" => "hello",
            _ => "flux-guarded",
        }
    }
}

/// What may notice that a guard is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// An invariant that `--check` finds broken.
    Violation,
    /// The end of the scheduler.
    Ejected,
    /// A load that fails.
    Load,
    /// A figure that is out of bounds.
    Measure(Measure),
}

impl Notice {
    /// Whether it looks at figures.
    pub fn needs_accounts(&self) -> bool {
        matches!(self, Self::Measure(_))
    }
}

impl FromStr for Notice {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        Ok(match text.trim() {
            "violation" => Self::Violation,
            "ejected" => Self::Ejected,
            "load" => Self::Load,
            measure => Self::Measure(measure.parse()?),
        })
    }
}

/// Reads the table.
pub fn parse(text: &str) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(guard) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            rows.push(Row {
                guard: guard.to_owned(),
                trial: Trial::default(),
                notices: Vec::new(),
                shows: None,
                open: None,
            });
            continue;
        }
        let row = rows.last_mut();
        let row = row.with_context(|| format!("line {number} is in no [section]"))?;
        let (key, value) = line
            .split_once('=')
            .with_context(|| format!("line {number} is no `key = value`"))?;
        set(row, key.trim(), value.trim()).with_context(|| format!("line {number}"))?;
    }
    for row in &rows {
        let complete = !row.trial.load.is_empty() && !row.notices.is_empty();
        if !complete && row.open.is_none() {
            bail!(
                "[{}] needs a load and a notice, or says why it is open",
                row.guard
            );
        }
        if row.trial.unchecked && row.notices.contains(&Notice::Violation) {
            bail!(
                "[{}] has checks = off, so nobody tells a violation",
                row.guard
            );
        }
    }
    Ok(rows)
}

fn set(row: &mut Row, key: &str, value: &str) -> Result<()> {
    match key {
        "program" => row.trial.program = value.to_owned(),
        "options" => row.trial.options = value.to_owned(),
        "checks" if value == "off" => row.trial.unchecked = true,
        "windows" => {
            row.trial.windows = value
                .split(',')
                .map(|name| name.trim().to_owned())
                .collect();
        }
        "load" => row.trial.load = value.to_owned(),
        "notice" => {
            row.notices = value
                .split(',')
                .map(Notice::from_str)
                .collect::<Result<_>>()?
        }
        "shows" => row.shows = Some(value.parse()?),
        "open" => row.open = Some(value.to_owned()),
        _ => bail!(
            "`{key}` is not known; there are program, options, checks = off, windows, load, notice, \
             shows, open"
        ),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_read() {
        let rows = parse(
            "# a comment\n[claim]\nprogram = peeks\nwindows = claim, settle\nload = a = b; c\n\
             notice = violation, root.cpus > 3\nshows = a.stale > 0\n\n[ageing]\nopen = no idea\n",
        )
        .unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].guard, "claim");
        assert_eq!(rows[0].trial.load, "a = b; c");
        assert_eq!(rows[0].trial.binary(), "flux-guarded");
        assert_eq!(rows[0].trial.windows, ["claim", "settle"]);
        assert_eq!(rows[0].notices[0], Notice::Violation);
        assert!(rows[0].shows.is_some() && rows[1].shows.is_none());
        assert_eq!(rows[1].open.as_deref(), Some("no idea"));
    }

    #[test]
    fn mistakes_are_named() {
        for (text, sentence) in [
            ("program = x", "in no [section]"),
            ("[a]\nprogram", "no `key = value`"),
            ("[a]\nprogramm = x", "line 2"),
            ("[a]\nload = x", "[a] needs a load and a notice"),
            ("[a]\nload = x\nnotice = often", "line 3"),
            (
                "[a]\nload = x\nnotice = violation\nchecks = off",
                "nobody tells",
            ),
            ("[a]\nchecks = on", "line 2"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(sentence), "{text}: {error}");
        }
    }

    #[test]
    fn every_guard_of_the_core_has_a_section() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let read = |path: &str| std::fs::read_to_string(format!("{root}/{path}")).unwrap();
        let rows = parse(&read(super::super::TABLE)).unwrap();
        let mut in_table: Vec<String> = rows.into_iter().map(|row| row.guard).collect();
        let mut in_header: Vec<String> = super::super::names::all(&read(super::super::HEADER))
            .map(|guard| guard.name)
            .collect();
        in_table.sort();
        in_header.sort();
        assert_eq!(in_table, in_header);
    }
}
