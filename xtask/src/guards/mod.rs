//! `cargo xtask guards`: takes each guard of the core out, and requires that the tests
//! notice.
//!
//! The table (tests/vm/guards/table.txt) says for each guard under which scheduler and
//! load it is needed and what notices that it is gone. Every variant is a whole build of
//! the scheduler; all of them are attached one after the other in one test machine, and
//! each load also runs with all guards in place, where it must show nothing.

mod measure;
#[path = "../../../flux-build/src/guards/names.rs"]
mod names;
mod outcome;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::kernel::{DEFAULT_SERIES, Kernel};
use crate::packages;
use crate::progress::step;
use crate::test::{LIBRARY, LIBRARY_IN_GUEST};
use crate::vm::{GuestFile, Stream, Vm};
use crate::workspace::Workspace;

use outcome::Outcome;
use table::{Row, Trial};

/// The table.
const TABLE: &str = "tests/vm/guards/table.txt";
/// The header that lists the guards.
const HEADER: &str = "flux-build/bpf/flux/guards.bpf.h";
/// The script that runs in the machine.
const SCRIPT: &str = include_str!("guest.sh");
/// The programs that make loads.
const LOADS: [&str; 2] = ["flux-loads", "flux-storm"];
/// The variables that flux-build listens to.
const WITHOUT: &str = "FLUX_TEST_WITHOUT";
const WINDOWS: &str = "FLUX_TEST_WINDOWS";
/// What a boot, and each attempt, may take on a slow machine.
const BOOT: Duration = Duration::from_secs(120);
const ATTEMPT: Duration = Duration::from_secs(75);

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
}

/// One scheduler to attach.
struct Attempt {
    /// The guard that is taken out, or the number of a trial.
    id: String,
    without: Option<String>,
    trial: Trial,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    packages::ensure(&[packages::FOR_BUILD, packages::FOR_VM].concat())?;
    let workspace = Workspace::load()?;
    let rows = rows(&workspace, &arguments.names)?;
    let attempts = attempts(&rows);
    let programs = build(&workspace, &attempts)?;
    let outcomes = attach(&workspace, &arguments.kernel, &attempts, &programs)?;
    Ok(judge(&rows, &attempts, &outcomes, arguments.strict))
}

/// The rows that are asked for.
fn rows(workspace: &Workspace, only: &[String]) -> Result<Vec<Row>> {
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
    for name in rows.iter().map(|row| &row.guard).chain(only) {
        if !known.contains(name) {
            bail!("`{name}` is no guard; {HEADER} has {}", known.join(", "));
        }
    }
    if !only.is_empty() {
        rows.retain(|row| only.contains(&row.guard));
    }
    Ok(rows)
}

/// Each trial once with all guards, and once without each of its guards.
fn attempts(rows: &[Row]) -> Vec<Attempt> {
    let mut attempts: Vec<Attempt> = Vec::new();
    for row in rows.iter().filter(|row| row.open.is_none()) {
        if complete_of(&attempts, &row.trial).is_none() {
            attempts.push(Attempt {
                id: format!("complete-{}", attempts.len()),
                without: None,
                trial: row.trial.clone(),
            });
        }
        attempts.push(Attempt {
            id: row.guard.clone(),
            without: Some(row.guard.clone()),
            trial: row.trial.clone(),
        });
    }
    attempts
}

/// The attempt at a trial with all guards in place.
fn complete_of<'a>(attempts: &'a [Attempt], trial: &Trial) -> Option<&'a Attempt> {
    attempts
        .iter()
        .find(|attempt| attempt.without.is_none() && attempt.trial == *trial)
}

/// Builds every variant that is needed, each into a file of its own; their names say what
/// they are.
fn build(workspace: &Workspace, attempts: &[Attempt]) -> Result<BTreeMap<String, PathBuf>> {
    let mut programs = BTreeMap::new();
    for (name, path) in LOADS.iter().zip(workspace.build(&LOADS)?) {
        programs.insert((*name).to_owned(), path);
    }
    let directory = workspace.output_directory()?.join("guards");
    fs::create_dir_all(&directory)
        .with_context(|| format!("cannot create {}", directory.display()))?;
    for attempt in attempts {
        let name = file_name(attempt);
        if programs.contains_key(&name) {
            continue;
        }
        let environment = [
            (WITHOUT, attempt.without.as_deref().unwrap_or_default()),
            (WINDOWS, if attempt.trial.windows { "1" } else { "" }),
        ];
        let built = workspace.build_with(&[attempt.trial.binary()], &environment)?;
        let built = built.first().context("nothing was built")?;
        let kept = directory.join(&name);
        fs::copy(built, &kept).with_context(|| format!("cannot write {}", kept.display()))?;
        programs.insert(name, kept);
    }
    Ok(programs)
}

/// `hello`, `hello-windows`, `hello-without-claim`.
fn file_name(attempt: &Attempt) -> String {
    let windows = if attempt.trial.windows {
        "-windows"
    } else {
        ""
    };
    let without = attempt.without.as_ref();
    let without = without.map_or_else(String::new, |guard| format!("-without-{guard}"));
    format!("{}{windows}{without}", attempt.trial.binary())
}

/// Attaches all of them in one machine.
fn attach(
    workspace: &Workspace,
    kernel: &str,
    attempts: &[Attempt],
    programs: &BTreeMap<String, PathBuf>,
) -> Result<BTreeMap<String, Outcome>> {
    let count = u32::try_from(attempts.len())?;
    let mut vm = Vm::new(Kernel::resolve(kernel, false)?)?
        .cpus(4)
        .memory_mib(2048)
        // Whether something is late must not depend on what else this machine does.
        .steady()
        // The more a kernel preempts itself, the more can happen in between.
        .append("preempt=full")
        .timeout(BOOT + ATTEMPT * count)
        .file(GuestFile {
            source: workspace.path(LIBRARY),
            guest_path: LIBRARY_IN_GUEST.to_owned(),
        });
    for (name, path) in programs {
        vm = vm.file(GuestFile {
            source: path.clone(),
            guest_path: format!("/usr/bin/{name}"),
        });
    }
    step(&format!("{count} schedulers in {}", vm.describe()));
    let mut output = Vec::new();
    let mut shown = Show::default();
    let outcome = vm.run(&script(attempts), &mut |stream, bytes| {
        output.extend_from_slice(bytes);
        if stream == Stream::Stdout {
            shown.feed(bytes);
        }
    })?;
    let log = workspace
        .output_directory()?
        .join("logs")
        .join("guards.log");
    keep(&log, &output, &outcome.console.lines().join("\n"))?;
    println!(
        "({} s; all of it: {})",
        outcome.wall.as_secs(),
        log.display()
    );
    Ok(outcome::parse(&outcome.stdout))
}

fn keep(path: &Path, output: &[u8], console: &str) -> Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let output = String::from_utf8_lossy(output);
    fs::write(path, format!("{output}\n--- console ---\n{console}\n"))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The runner, and a call for each attempt.
fn script(attempts: &[Attempt]) -> String {
    let mut script = SCRIPT.to_owned();
    for attempt in attempts {
        let seen = if attempt.without.is_some() {
            "stop"
        } else {
            "go-on"
        };
        let words = [
            attempt.id.as_str(),
            seen,
            &file_name(attempt),
            &attempt.trial.program,
            &attempt.trial.options,
            &attempt.trial.load,
        ];
        let quoted: Vec<String> = words
            .iter()
            .map(|word| format!("'{}'", word.replace('\'', r"'\''")))
            .collect();
        script += &format!("attempt {}\n", quoted.join(" "));
    }
    script + "exit 0\n"
}

/// Shows what happens, without what only programs read.
#[derive(Default)]
struct Show {
    unfinished: String,
}

impl Show {
    fn feed(&mut self, bytes: &[u8]) {
        self.unfinished += &String::from_utf8_lossy(bytes);
        while let Some(end) = self.unfinished.find('\n') {
            let line: String = self.unfinished.drain(..=end).collect();
            let told = line.strip_prefix("GUARD ");
            let told =
                told.filter(|told| !told.contains(" accounts ") && !told.contains(" summary "));
            if let Some(told) = told {
                println!("  {}", told.trim_end());
            }
        }
    }
}

/// Says for each trial whether it is well, and for each guard whether it is missed.
fn judge(
    rows: &[Row],
    attempts: &[Attempt],
    outcomes: &BTreeMap<String, Outcome>,
    strict: bool,
) -> ExitCode {
    let (mut failed, mut open) = (0, 0);
    println!();
    for attempt in attempts.iter().filter(|attempt| attempt.without.is_none()) {
        let of_trial = rows.iter().filter(|row| row.trial == attempt.trial);
        let notices: Vec<_> = of_trial.flat_map(|row| &row.notices).collect();
        let outcome = outcomes.get(&attempt.id).cloned().unwrap_or_default();
        let problems = outcome.problems(&notices);
        if !problems.is_empty() {
            failed += 1;
            let Trial { program, load, .. } = &attempt.trial;
            println!(
                "FAILED all guards in place, {program}, {load}: {}",
                problems.join("; ")
            );
        }
    }
    for row in rows {
        if let Some(why) = &row.open {
            open += 1;
            println!("OPEN   {}: {why}", row.guard);
            continue;
        }
        let outcome = outcomes.get(&row.guard).cloned().unwrap_or_default();
        match row
            .notices
            .iter()
            .find_map(|notice| outcome.noticed(notice))
        {
            Some(noticed) => println!("ok     without {}: {noticed}", row.guard),
            None => {
                failed += 1;
                let figures = outcome.figures(&row.notices);
                println!("FAILED without {}: nothing noticed ({figures})", row.guard);
            }
        }
    }
    println!("{} guards, {open} open, {failed} failed", rows.len());
    if failed > 0 || (strict && open > 0) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
