//! `cargo xtask bench isolation`: what requests with a deadline, and the rest of a full
//! machine, get under one scheduler and another.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;

use crate::kernel::{DEFAULT_SERIES, Kernel};
use crate::packages;
use crate::progress::step;
use crate::vm::{End, GuestFile, Stream, Vm};
use crate::workspace::Workspace;

use super::requests::Requests;

/// What measures.
const SCRIPT: &str = include_str!("isolation.sh");

/// The file that rpc-split runs with.
const CONFIG: &str = "schedulers/rpc-split/flux.toml";

/// How long it may take.
const TIMEOUT: Duration = Duration::from_secs(3600);

/// What is measured unless it is said otherwise.
const ROWS: [&str; 8] = [
    "eevdf",
    "eevdf-nice",
    "eevdf-nice-slice",
    "eevdf-cgroup",
    "realtime",
    "hello",
    "fair-default",
    "rpc-split",
];

/// Latency of requests beside three times as many hogs and forkers as there are CPUs.
///
/// Requests come at random times, take 100 us of CPU time each and are to be done
/// within 2 ms. Under the kernel's own scheduler as it is (eevdf), with nice -20 for
/// the threads that serve them (eevdf-nice), with a short slice in addition
/// (eevdf-nice-slice), with the largest weight for their cgroup (eevdf-cgroup), with
/// realtime priority, which is what the machine can do at best (realtime), and
/// under schedulers of the workspace: all in one boot.
#[derive(clap::Args)]
pub struct Arguments {
    /// A series ("6.18"), a version, or a kernel image.
    #[arg(long, value_name = "SERIES|PATH", default_value = DEFAULT_SERIES)]
    kernel: String,
    /// Emulated CPUs.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=64))]
    cpus: u32,
    /// Requests in a second.
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    rate: u32,
    /// Threads that serve them.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=1000))]
    workers: u32,
    /// How long each scheduler is measured, of the machine's own time.
    #[arg(long, value_name = "SECS", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    seconds: u32,
    /// What the machine's time goes by.
    #[arg(long, value_enum, default_value_t)]
    clock: Clock,
    /// What is measured, in this order; the first is what the others are compared with.
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', default_values = ROWS)]
    rows: Vec<String>,
    /// Fails unless that row's p99 is ten times below the first row's, and its hogs get
    /// half of what they got there.
    #[arg(long, value_name = "NAME")]
    demand: Option<String>,
}

/// What the emulated machine's time goes by.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Clock {
    /// Instructions: a thousand million a second, shared by the CPUs, which take turns.
    /// How busy this machine is makes no difference.
    #[default]
    Counting,
    /// The same with a quarter as many: quicker to run, and a slower machine.
    Steady,
    /// This machine's own clock. Only for machines with more idle CPUs than are
    /// emulated.
    Real,
}

impl Arguments {
    /// Runs the command.
    pub fn run(&self) -> Result<ExitCode> {
        packages::ensure(&[packages::FOR_BUILD, packages::FOR_VM].concat())?;
        let workspace = Workspace::load()?;
        let schedulers = self.rows.iter().map(String::as_str);
        let schedulers = schedulers.filter(|row| !row.starts_with("eevdf") && *row != "realtime");
        let mut programs: Vec<&str> = schedulers.collect();
        programs.push("flux-loads");
        let files = workspace.build(&programs)?;
        let mut files: Vec<GuestFile> = files
            .iter()
            .map(|program| GuestFile::in_usr_bin(program))
            .collect::<Result<_>>()?;
        if self.rows.iter().any(|row| row == "rpc-split") {
            files.push(GuestFile::in_usr_bin(&workspace.path(CONFIG))?);
        }
        let requests = self.measure(files)?;
        println!("{}", requests.table(&self.rows)?);
        let Some(row) = &self.demand else {
            return Ok(ExitCode::SUCCESS);
        };
        let base = self.rows.first().context("--rows names nothing")?;
        let misses = requests.misses(row, base)?;
        for miss in &misses {
            println!("FAILED: {miss}");
        }
        Ok(ExitCode::from(u8::from(!misses.is_empty())))
    }

    fn measure(&self, files: Vec<GuestFile>) -> Result<Requests> {
        let vm = Vm::new(Kernel::resolve(&self.kernel, false)?)?.cpus(self.cpus);
        let mut vm = match self.clock {
            Clock::Counting => vm.fine(),
            Clock::Steady => vm.fine().slower(2),
            Clock::Real => vm,
        }
        .timeout(TIMEOUT);
        for file in files {
            vm = vm.file(file);
        }
        let machine = vm.describe();
        step(&format!("booting {machine}"));
        let script = format!(
            "EMULATED={} ROWS='{}' CPUS={} RATE={} WORKERS={} FOR_SECONDS={}\n{SCRIPT}",
            !matches!(self.clock, Clock::Real),
            self.rows.join(" "),
            self.cpus,
            self.rate,
            self.workers,
            self.seconds
        );
        let outcome = vm.run(&script, &mut |stream, bytes| {
            if stream == Stream::Stderr {
                eprint!("{}", String::from_utf8_lossy(bytes));
            }
        })?;
        if let End::Script(0) = outcome.end {
            println!(
                "{} requests a second for {} threads, beside {} hogs and {} forkers, {} s each\n{machine}\n",
                self.rate,
                self.workers,
                2 * self.cpus,
                self.cpus,
                self.seconds
            );
            return Ok(Requests::parse(&outcome.stdout));
        }
        for line in outcome.console.tail() {
            eprintln!("{line}");
        }
        let why = outcome.end.trouble(TIMEOUT);
        bail!(
            "{}",
            why.unwrap_or_else(|| "a row could not be measured; see above".to_owned())
        )
    }
}
