//! `cargo xtask guards`: takes each guard of the core out, and requires that the tests
//! notice.
//!
//! The table (tests/vm/guards/table.txt) says for each guard under which scheduler and
//! load it is needed and what notices that it is gone. The schedulers are attached one
//! after the other, in two test machines at a time; each load also runs with all guards
//! in place, where it must show nothing.

mod machine;
mod measure;
#[path = "../../../flux-build/src/guards/names.rs"]
mod names;
mod outcome;
mod programs;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::kernel::{DEFAULT_SERIES, Kernel};
use crate::packages;
use crate::progress::step;
use crate::workspace::Workspace;

use outcome::Outcome;
use programs::Program;
use table::{Notice, Row, Trial};

/// The table.
const TABLE: &str = "tests/vm/guards/table.txt";
/// The header that lists the guards.
const HEADER: &str = "flux-build/bpf/flux/guards.bpf.h";

/// Takes each guard of the core out and requires that something notices.
///
/// A guard is what stands between a race, or a policy's mistake, and a lost thread. Each
/// one in flux-build/bpf/flux/guards.bpf.h has a row in tests/vm/guards/table.txt: a
/// scheduler, a load, and what must notice when the guard is gone. With all guards in
/// place the same load must show nothing.
///
/// Fails if a removal goes unnoticed. Guards of which the table says that nothing notices
/// them yet are named, and fail only with --strict.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only these guards.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// A series ("6.18"), an exact version ("6.18.15") or a kernel image.
    #[arg(long, value_name = "SERIES|PATH", default_value = DEFAULT_SERIES)]
    kernel: String,
    /// Fails for guards, too, of which the table says that nothing notices them.
    #[arg(long)]
    strict: bool,
    /// Does everything so often, each time at a slightly different moment: a test that
    /// notices only sometimes fails.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    times: u32,
    /// Test machines at a time; each keeps one CPU of this machine busy.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..))]
    machines: u8,
}

/// One scheduler to attach.
struct Attempt {
    /// The guard that is taken out, or the number of a trial; and which time it is.
    id: String,
    /// Guards to take out, and guards whose windows are open: bits by the enum's order.
    without: u64,
    windows: u64,
    /// Whether a notice needs the accounts, for which a busy machine has to come to rest.
    asks: bool,
    trial: Trial,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    packages::ensure(&[packages::FOR_BUILD, packages::FOR_VM].concat())?;
    let workspace = Workspace::load()?;
    let (guards, rows) = rows(&workspace, &arguments.names)?;
    let attempts = attempts(&guards, &rows, arguments.times);
    let mut schedulers: Vec<&str> = attempts.iter().map(|a| a.trial.binary()).collect();
    schedulers.sort_unstable();
    schedulers.dedup();
    let programs = programs::build(&workspace, &schedulers)?;
    let outcomes = attach(&workspace, arguments, &attempts, &programs)?;
    Ok(judge(&rows, &attempts, &outcomes, arguments))
}

/// The names of all guards, and the rows that are asked for.
fn rows(workspace: &Workspace, only: &[String]) -> Result<(Vec<String>, Vec<Row>)> {
    let read = |path: &str| {
        fs::read_to_string(workspace.path(path)).with_context(|| format!("cannot read {path}"))
    };
    let known: Vec<String> = names::all(&read(HEADER)?).map(|guard| guard.name).collect();
    let mut rows = table::parse(&read(TABLE)?).with_context(|| format!("in {TABLE}"))?;
    for guard in &known {
        if !rows.iter().any(|row| row.guard == *guard) {
            bail!("guard `{guard}` has no section in {TABLE}: nothing would test it");
        }
    }
    let windows = rows.iter().flat_map(|row| &row.trial.windows);
    let named = rows.iter().map(|row| &row.guard).chain(windows).chain(only);
    for name in named {
        if !known.contains(name) {
            bail!("`{name}` is no guard; {HEADER} has {}", known.join(", "));
        }
    }
    if !only.is_empty() {
        rows.retain(|row| only.contains(&row.guard));
    }
    Ok((known, rows))
}

/// Each trial once with all guards, and once without each of its guards; so many times.
fn attempts(guards: &[String], rows: &[Row], times: u32) -> Vec<Attempt> {
    let bit_of = |name: &String| {
        let place = guards.iter().position(|guard| guard == name);
        place.map_or(0, |place| 1u64 << place)
    };
    let mut attempts: Vec<Attempt> = Vec::new();
    for row in rows.iter().filter(|row| row.open.is_none()) {
        let trial = &row.trial;
        let is_new = !attempts.iter().any(|attempt| attempt.trial == *trial);
        let mut of_trial = rows.iter().filter(|row| row.trial == *trial);
        let asks = of_trial
            .any(|row| row.shows.is_some() || row.notices.iter().any(Notice::needs_accounts));
        let complete = is_new.then(|| (format!("complete-{}", attempts.len()), 0));
        let without = (row.guard.clone(), bit_of(&row.guard));
        for (name, without) in complete.into_iter().chain([without]) {
            attempts.extend((1..=times).map(|time| Attempt {
                id: format!("{name}#{time}"),
                without,
                windows: trial.windows.iter().map(bit_of).sum(),
                asks,
                trial: trial.clone(),
            }));
        }
    }
    attempts
}

/// Attaches all of them, in several machines at the same time.
fn attach(
    workspace: &Workspace,
    arguments: &Arguments,
    attempts: &[Attempt],
    programs: &[Program],
) -> Result<BTreeMap<String, Outcome>> {
    let kernel = Kernel::resolve(&arguments.kernel, false)?;
    let machines = usize::from(arguments.machines).min(attempts.len()).max(1);
    let logs = workspace.output_directory()?.join("logs");
    step(&format!(
        "{} schedulers in {machines} × {}",
        attempts.len(),
        machine::machine(kernel.clone(), attempts.len())?.describe()
    ));
    let told = std::thread::scope(|scope| {
        let running: Vec<_> = (0..machines)
            .map(|number| {
                // In turns, so that none gets all the long ones.
                let part: Vec<&Attempt> = attempts.iter().skip(number).step_by(machines).collect();
                let (kernel, log) = (kernel.clone(), logs.join(format!("guards-{number}.log")));
                scope.spawn(move || machine::attach(workspace, kernel, &part, programs, &log))
            })
            .collect();
        running
            .into_iter()
            .map(|machine| machine.join().unwrap_or_else(|_| bail!("it panicked")))
            .collect::<Result<Vec<String>>>()
    })?;
    Ok(outcome::parse(&told.concat()))
}

/// Says for each trial whether it is well, and for each guard whether it is missed.
fn judge(
    rows: &[Row],
    attempts: &[Attempt],
    outcomes: &BTreeMap<String, Outcome>,
    arguments: &Arguments,
) -> ExitCode {
    let mut failed = BTreeSet::new();
    println!();
    for attempt in attempts.iter().filter(|attempt| attempt.without == 0) {
        let problems = problems(rows, attempt, outcomes);
        if !problems.is_empty() {
            let Trial { program, load, .. } = &attempt.trial;
            println!(
                "FAILED {}, all guards in place, {program}, {load}: {problems}",
                attempt.id
            );
            let of_trial = rows.iter().filter(|row| row.trial == attempt.trial);
            failed.extend(of_trial.map(|row| row.guard.as_str()));
        }
    }
    let mut open = 0;
    for row in rows {
        if let Some(why) = &row.open {
            open += 1;
            println!("OPEN   {}: {why}", row.guard);
            continue;
        }
        let noticed = noticed(row, outcomes, arguments.times);
        let is_reliable = noticed.count == arguments.times;
        let verdict = if is_reliable { "ok    " } else { "FAILED" };
        println!(
            "{verdict} without {}, noticed {} of {}: {}",
            row.guard, noticed.count, arguments.times, noticed.how
        );
        if !is_reliable {
            failed.insert(&row.guard);
        }
    }
    println!(
        "{} guards, {open} open, {} failed",
        rows.len(),
        failed.len()
    );
    if !failed.is_empty() {
        let names = failed.iter().copied().collect::<Vec<_>>().join(" ");
        println!(
            "again: cargo xtask guards --kernel {} {names}",
            arguments.kernel
        );
    }
    if failed.is_empty() && (open == 0 || !arguments.strict) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What is wrong with an attempt in which nothing was taken out; mostly nothing.
fn problems(rows: &[Row], attempt: &Attempt, outcomes: &BTreeMap<String, Outcome>) -> String {
    let of_trial = || rows.iter().filter(|row| row.trial == attempt.trial);
    let notices: Vec<_> = of_trial().flat_map(|row| &row.notices).collect();
    let outcome = outcomes.get(&attempt.id).cloned().unwrap_or_default();
    let mut problems = outcome.problems(&notices);
    let shows = of_trial().filter_map(|row| row.shows.as_ref());
    problems.extend(shows.filter_map(|measure| outcome.lacks(measure)));
    problems.join("; ")
}

/// How a guard was missed.
struct Noticed {
    /// So many times.
    count: u32,
    /// What was noticed, or the figures if nothing was.
    how: String,
}

fn noticed(row: &Row, outcomes: &BTreeMap<String, Outcome>, times: u32) -> Noticed {
    let mut count = 0;
    let mut how = Vec::new();
    for time in 1..=times {
        let id = format!("{}#{time}", row.guard);
        let outcome = outcomes.get(&id).cloned().unwrap_or_default();
        let mut notices = row.notices.iter();
        match notices.find_map(|notice| outcome.noticed(notice)) {
            Some(noticed) => {
                count += 1;
                how.push(noticed);
            }
            None => how.push(format!("nothing ({})", outcome.figures(&row.notices))),
        }
    }
    Noticed {
        count,
        how: how.join(" | "),
    }
}
