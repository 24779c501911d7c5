//! `cargo xtask storm`: everything that can happen to threads and CPUs, in test
//! machines, while a scheduler of flux is attached.
//!
//! A boot for each kernel and number of CPUs, one after the other. What happens in
//! the machine is `guest.sh`'s; what came of it is judged by `verdict`.

mod plan;
mod verdict;

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::kernel::{DEFAULT_SERIES, Kernel};
use crate::packages;
use crate::progress::step;
use crate::test::{LIBRARY, LIBRARY_IN_GUEST};
use crate::vm::{GuestFile, Outcome, Stream, Vm};
use crate::workspace::Workspace;

use plan::Plan;
use verdict::Verdict;

/// The script that runs in the machine.
const SCRIPT: &str = include_str!("guest.sh");

/// The load generator.
const STORM: &str = "flux-storm";

/// The scheduler, unless another is asked for.
const DEFAULT_EXAMPLE: &str = "hello";

/// Stands for the scheduler where none is attached.
const NO_AGENT: &str = "none";

/// How much slower the machine of [`figures`] is: see [`Vm::slower`].
const FIGURES_SLOWER: u32 = 2;

/// What the machine of [`figures`] needs.
pub const PROGRAMS: [&str; 2] = [STORM, DEFAULT_EXAMPLE];

/// Runs a storm: mixes, from a seed, everything that can happen to threads and
/// CPUs, while a scheduler is attached, and checks that no thread is lost.
///
/// Boots a test machine for each --kernel and --cpus, one after the other. In it,
/// the scheduler's agent checks the invariants of its maps (--check) while the
/// storm goes on, is ended and started again at times that the seed decides, and
/// has to be attached, balanced and without violations at the end.
///
/// Prints one line for each boot. A failure shows the seed, the last events and
/// what the scheduler was like. The same seed makes the same choices again, but not
/// the same interleaving: give it a few runs.
#[derive(clap::Args)]
pub struct Arguments {
    /// A series ("6.18"), an exact version ("6.18.15") or a kernel image; may be
    /// given more than once.
    #[arg(long, value_name = "SERIES|PATH", default_value = DEFAULT_SERIES)]
    kernel: Vec<String>,
    /// Emulated CPUs; may be given more than once.
    #[arg(long, value_name = "N", default_value = "4", value_parser = clap::value_parser!(u32).range(1..=64))]
    cpus: Vec<u32>,
    /// How long each storm goes on, on the machine's clock.
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    seconds: u32,
    /// Where all random choices start; a random one for each boot if not given.
    #[arg(long, value_name = "X")]
    seed: Option<u64>,
    /// The scheduler: any program of this workspace that is an agent. `none` leaves
    /// the machine to the kernel's own, which tells what a kernel says of a storm
    /// whoever schedules.
    #[arg(long, value_name = "NAME", default_value = DEFAULT_EXAMPLE)]
    example: String,
    /// Leaves out what takes CPUs away, with fewer threads and longer pauses.
    #[arg(long)]
    gentle: bool,
    /// Mixes these kinds only; `flux-storm --help` has more to say.
    #[arg(long, value_name = "KIND,KIND", value_delimiter = ',')]
    only: Vec<String>,
    /// Leaves these kinds out; `restarts` are those of the agent.
    #[arg(long, value_name = "KIND,KIND", value_delimiter = ',')]
    without: Vec<String>,
    /// The longest time by which a task that wakes up every 10 ms may be late;
    /// without it, that is measured only.
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u32).range(1..))]
    answer_limit_ms: Option<u32>,
    /// Runs each emulated CPU on a thread of this machine, by this machine's clock:
    /// more races between the CPUs, the emulator's own among them, and on a busy
    /// machine times that are nobody's fault. Without it the CPUs take turns, and
    /// time goes by what they execute.
    #[arg(long)]
    parallel: bool,
    /// The machine executes 2^N times less in each of its seconds, which pass that much
    /// faster here: for storms that go on for an hour.
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "parallel", value_parser = clap::value_parser!(u32).range(0..=3))]
    slower: u32,
    /// Appends the result of each boot to a file, a line of JSON each.
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    packages::ensure(&[packages::FOR_BUILD, packages::FOR_VM].concat())?;
    let mut log = arguments.log.as_deref().map(open_log).transpose()?;
    // All of them before the first hour is spent on one.
    let mut plans = Vec::new();
    for kernel in &arguments.kernel {
        let kernel = Kernel::resolve(kernel, false)?;
        for &cpus in &arguments.cpus {
            plans.push((kernel.clone(), Plan::new(arguments, cpus)));
        }
    }
    let workspace = Workspace::load()?;
    let mut needed = vec![STORM];
    if arguments.example != NO_AGENT {
        needed.push(&arguments.example);
    }
    let programs = workspace.build(&needed)?;
    let mut verdicts = Vec::new();
    for (number, (kernel, plan)) in (1..).zip(&plans) {
        step(&format!(
            "storm {number} of {}, seed {}",
            plans.len(),
            plan.seed
        ));
        let verdict = one_boot(arguments, &workspace, &programs, kernel, plan)?;
        if let Some(log) = &mut log {
            writeln!(log, "{}", verdict.to_json()).context("cannot write to --log")?;
        }
        verdicts.push(verdict);
    }
    println!();
    for verdict in &verdicts {
        println!("{verdict}");
    }
    let all_good = verdicts.iter().all(Verdict::is_good);
    Ok(ExitCode::from(u8::from(!all_good)))
}

/// One storm of the whole mix, from a random seed; gives what `--log` would write.
/// `programs` are those of [`PROGRAMS`], built.
pub fn figures(
    workspace: &Workspace,
    programs: &[PathBuf],
    kernel: &Kernel,
    cpus: u32,
    seconds: u32,
) -> Result<serde_json::Value> {
    let arguments = Arguments {
        kernel: Vec::new(),
        cpus: vec![cpus],
        seconds,
        seed: None,
        example: DEFAULT_EXAMPLE.to_owned(),
        gentle: false,
        only: Vec::new(),
        without: Vec::new(),
        answer_limit_ms: None,
        parallel: false,
        slower: FIGURES_SLOWER,
        log: None,
    };
    let plan = Plan::new(&arguments, cpus);
    let verdict = one_boot(&arguments, workspace, programs, kernel, &plan)?;
    Ok(verdict.to_json())
}

fn open_log(path: &Path) -> Result<File> {
    let file = File::options().create(true).append(true).open(path);
    file.with_context(|| format!("--log {}: cannot be opened", path.display()))
}

fn one_boot(
    arguments: &Arguments,
    workspace: &Workspace,
    programs: &[PathBuf],
    kernel: &Kernel,
    plan: &Plan,
) -> Result<Verdict> {
    let mut vm = Vm::new(kernel.clone())?
        .cpus(plan.cpus)
        .timeout(plan.timeout())
        // The more a kernel preempts itself, the more can happen in between.
        .append("preempt=full")
        .file(GuestFile {
            source: workspace.path(LIBRARY),
            guest_path: LIBRARY_IN_GUEST.to_owned(),
        });
    if !arguments.parallel {
        vm = vm.steady().slower(arguments.slower);
    }
    for program in programs {
        vm = vm.file(GuestFile::in_usr_bin(program)?);
    }
    step(&vm.describe());
    let script = format!("{}{SCRIPT}", plan.settings());
    let mut output = Vec::new();
    let mut show = verdict::Show::default();
    let outcome = vm.run(&script, &mut |stream, bytes| {
        output.extend_from_slice(bytes);
        if stream == Stream::Stdout {
            show.feed(bytes);
        }
    })?;
    let verdict = Verdict::of(plan, &kernel.release, &outcome);
    let kept = keep_output(workspace, plan, &kernel.release, &outcome, &output)?;
    if !verdict.is_good() {
        show_failure(&outcome, &output, &kept);
    }
    println!("{verdict}");
    Ok(verdict)
}

/// Keeps all that was said in a file; gives its path.
fn keep_output(
    workspace: &Workspace,
    plan: &Plan,
    release: &str,
    outcome: &Outcome,
    output: &[u8],
) -> Result<PathBuf> {
    let directory = workspace.output_directory()?.join("logs");
    fs::create_dir_all(&directory)?;
    let name = format!("storm-{release}-{}cpus-{}.log", plan.cpus, plan.seed);
    let path = directory.join(name);
    let output = String::from_utf8_lossy(output);
    let console = outcome.console.lines().join("\n");
    fs::write(&path, format!("{output}\n--- console ---\n{console}\n"))
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// Shows the end of what was said: the events, and what the scheduler was like.
fn show_failure(outcome: &Outcome, output: &[u8], kept: &Path) {
    /// Enough for all events and a dump.
    const SHOWN_LINES: usize = 400;
    let output = String::from_utf8_lossy(output);
    let lines: Vec<&str> = output.lines().collect();
    println!("--- the last lines ---");
    for line in lines.iter().skip(lines.len().saturating_sub(SHOWN_LINES)) {
        println!("{line}");
    }
    println!("--- the last lines of the console ---");
    for line in outcome.console.tail() {
        println!("{line}");
    }
    println!("--- all of it: {} ---", kept.display());
}
