//! `cargo xtask bench`: what scheduling costs, in instructions; what a build costs, in
//! time; what the structures cost that schedulers use; and what requests get on a full
//! machine.

mod codegen;
mod figures;
mod isolation;
mod requests;
mod scx_simple;
mod structures;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;

use crate::kernel::{DEFAULT_SERIES, Kernel};
use crate::packages;
use crate::progress::{run, step};
use crate::vm::{End, GuestFile, Stream, Vm};
use crate::workspace::Workspace;

use figures::Figures;

/// What measures.
const SCRIPT: &str = include_str!("guest.sh");

/// The source of the smallest scheduler.
const MINIMAL: &str = "xtask/bench/minimal.bpf.c";

/// How many boots may show that a bound is kept. Where the kernel lies in memory and how it
/// hashes differs from boot to boot: of one program two boots of ten said 14,467 and 14,472, the
/// others 14,445 to 14,447.
const BOOTS: u32 = 3;

/// How long a benchmark may take; it needs two minutes on an idle machine.
const TIMEOUT: Duration = Duration::from_secs(1200);

/// Measures what scheduling costs, building a scheduler, lists and trees, and what
/// requests get on a full machine.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    benchmark: Benchmark,
}

#[derive(Subcommand)]
enum Benchmark {
    Pipe(Pipe),
    Codegen(codegen::Arguments),
    Structures(structures::Arguments),
    Isolation(isolation::Arguments),
}

/// Instructions per pipe round trip: two wakeups and two switches.
///
/// Two processes on one CPU pass a byte to and fro, under the kernel's own
/// scheduler (eevdf), under the smallest possible sched_ext scheduler (minimal),
/// and under hello: in one boot of a machine whose clock counts instructions.
#[derive(clap::Args)]
struct Pipe {
    /// A series ("6.18"), a version, or a kernel image.
    #[arg(long, value_name = "SERIES|PATH", default_value = DEFAULT_SERIES)]
    kernel: String,
    /// Round trips of a run.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    trips: u32,
    /// Runs under each scheduler; the middle one counts.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    runs: u32,
    /// Measures the kernel's own example scheduler too; it is built from Debian's
    /// kernel source, once.
    #[arg(long)]
    with_scx_simple: bool,
    /// Fails if the scheduler takes more instructions than that ("hello=14455"), in each of three boots.
    #[arg(long, value_name = "NAME=NUMBER", value_parser = bound)]
    at_most: Vec<(String, u64)>,
    /// Another scheduler to be measured: a program that attaches it and ends
    /// on Ctrl-C.
    #[arg(long, value_name = "PROGRAM")]
    with: Vec<PathBuf>,
}

fn bound(text: &str) -> Result<(String, u64), String> {
    let parts = text.split_once('=');
    let parts = parts.and_then(|(name, number)| Some((name.to_owned(), number.parse().ok()?)));
    parts.ok_or_else(|| "write NAME=NUMBER, as in hello=14455".to_owned())
}

/// Runs the command.
pub fn bench(arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.benchmark {
        Benchmark::Pipe(pipe) => pipe.run(),
        Benchmark::Codegen(codegen) => codegen.run(),
        Benchmark::Structures(arguments) => structures::run(arguments),
        Benchmark::Isolation(isolation) => isolation.run(),
    }
}

impl Pipe {
    fn run(&self) -> Result<ExitCode> {
        packages::ensure(&[packages::FOR_BUILD, packages::FOR_VM].concat())?;
        let workspace = Workspace::load()?;
        let mut schedulers = vec!["eevdf".to_owned(), "minimal".to_owned(), "hello".to_owned()];
        let mut files: Vec<GuestFile> = workspace
            .build(&["hello", "flux-loads"])?
            .iter()
            .map(|program| GuestFile::in_usr_bin(program))
            .collect::<Result<_>>()?;
        files.push(GuestFile::in_usr_bin(&compile_minimal(&workspace)?)?);
        files.push(GuestFile::parse("bpftool")?);
        let mut others = self.with.clone();
        if self.with_scx_simple {
            others.push(scx_simple::program()?);
        }
        for program in &others {
            let file = GuestFile::in_usr_bin(program)?;
            let name = file.guest_path.rsplit('/').next().unwrap_or_default();
            schedulers.push(name.to_owned());
            files.push(file);
        }
        let mut failed = self.excess(&schedulers, &files)?;
        for _ in 1..BOOTS {
            if failed.is_empty() {
                break;
            }
            step("measuring in another boot");
            failed = self.excess(&schedulers, &files)?;
        }
        for problem in &failed {
            println!("FAILED: {problem}");
        }
        Ok(ExitCode::from(u8::from(!failed.is_empty())))
    }

    /// Measures in one boot, and tells what is over its bound.
    fn excess(&self, schedulers: &[String], files: &[GuestFile]) -> Result<Vec<String>> {
        let figures = self.measure(schedulers, files.to_vec())?;
        println!("{}", figures.table(schedulers)?);
        let mut excess = Vec::new();
        for (scheduler, bound) in &self.at_most {
            excess.extend(figures.excess(scheduler, *bound)?);
        }
        Ok(excess)
    }

    fn measure(&self, schedulers: &[String], files: Vec<GuestFile>) -> Result<Figures> {
        let mut vm = Vm::new(Kernel::resolve(&self.kernel, false)?)?
            .cpus(1)
            .counting()
            .timeout(TIMEOUT);
        for file in files {
            vm = vm.file(file);
        }
        let machine = vm.describe();
        step(&format!("booting {machine}"));
        let script = format!(
            "SCHEDULERS='{}' TRIPS={} RUNS={}\n{SCRIPT}",
            schedulers.join(" "),
            self.trips,
            self.runs
        );
        let outcome = vm.run(&script, &mut |stream, bytes| {
            if stream == Stream::Stderr {
                eprint!("{}", String::from_utf8_lossy(bytes));
            }
        })?;
        let why = match &outcome.end {
            End::Script(0) => {
                println!(
                    "Instructions per pipe round trip ({} trips, median of {} runs)\n{machine}\n",
                    self.trips, self.runs
                );
                return Ok(Figures::parse(&outcome.stdout));
            }
            End::Script(_) => "a scheduler could not be measured; see above".to_owned(),
            End::Crash(meaning, line) => format!("the kernel broke ({meaning}): {line}"),
            End::Timeout => format!("not done after {} s", TIMEOUT.as_secs()),
            End::Vanished(said) => format!("the machine stopped: {said}"),
        };
        for line in outcome.console.tail() {
            eprintln!("{line}");
        }
        bail!("{why}")
    }
}

/// Compiles the smallest scheduler.
fn compile_minimal(workspace: &Workspace) -> Result<PathBuf> {
    let source = workspace.path(MINIMAL);
    let name = Path::new(MINIMAL).file_stem().context("it has a name")?;
    let object = workspace
        .output_directory()?
        .join(name)
        .with_extension("bpf.o");
    let clang = packages::clang().context("no clang from version 16 on; install clang-19")?;
    let mut command = Command::new(clang);
    command
        .args([
            "-g",
            "-O2",
            "--target=bpf",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-c",
        ])
        .arg(&source)
        .arg("-o")
        .arg(&object);
    run(&mut command)?;
    Ok(object)
}
