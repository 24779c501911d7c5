//! `cargo xtask vm`: a shell script in a test machine.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;

use crate::kernel::{DEFAULT_SERIES, Kernel};
use crate::packages::{self, Need};
use crate::progress::step;
use crate::vm::{End, GuestFile, Outcome, Stream, TAIL_LINES, Vm};

/// Exit status when the kernel broke.
const STATUS_CRASH: u8 = 120;
/// Exit status when the script was not done in time.
const STATUS_TIMEOUT: u8 = 121;
/// Exit status when the machine was gone before the script had ended.
const STATUS_VANISHED: u8 = 122;

/// Boots a kernel and runs a shell script in it as root.
///
/// The script's output is passed through, and its exit status becomes that of
/// this command. Three statuses mean something else: 120, the kernel broke (a
/// panic, an oops, a lockup); 121, the script was not done in time; 122, the
/// machine went away. Each comes with the last lines of the console.
///
/// The shell is busybox's: its built-in tools win over copied files of the same
/// name unless those are called by their path, /usr/bin/NAME.
#[derive(clap::Args)]
pub struct Arguments {
    /// A series ("6.18"), an exact version ("6.18.15") or a kernel image.
    #[arg(long, value_name = "SERIES|PATH", default_value = DEFAULT_SERIES)]
    kernel: String,
    /// Looks for a newer kernel of the series even if there is one in the cache.
    #[arg(long)]
    update: bool,
    /// Emulated CPUs.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=255))]
    cpus: u32,
    /// Memory of the machine.
    #[arg(long, value_name = "MIB", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(128..=65_536))]
    memory: u32,
    /// Lets the machine's clock count instructions (1 ns each), on one CPU.
    #[arg(long)]
    icount: bool,
    /// Lets the machine's time go by what it executes: how busy this machine is makes
    /// no difference.
    #[arg(long, conflicts_with = "icount")]
    steady: bool,
    /// A file to put into /usr/bin with the libraries it needs, or a program of
    /// this machine by its name; FILE:/PATH puts it elsewhere.
    #[arg(long, value_name = "FILE[:/PATH]")]
    copy: Vec<String>,
    /// A parameter for the kernel's command line.
    #[arg(long, value_name = "PARAMETER", allow_hyphen_values = true)]
    append: Vec<String>,
    /// How long all of it may take.
    #[arg(long, value_name = "SECS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// Prints the kernel's console too, to standard error.
    #[arg(long)]
    console: bool,
    /// The script; several arguments are joined with spaces.
    #[arg(last = true, required = true)]
    script: Vec<String>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    packages::ensure(&[Need::Qemu, Need::Busybox])?;
    let kernel = Kernel::resolve(&arguments.kernel, arguments.update)?;
    let mut vm = Vm::new(kernel)?
        .cpus(arguments.cpus)
        .memory_mib(arguments.memory)
        .timeout(Duration::from_secs(arguments.timeout));
    if arguments.icount {
        vm = vm.cpus(1).counting();
    } else if arguments.steady {
        vm = vm.steady();
    }
    for parameter in &arguments.append {
        vm = vm.append(parameter);
    }
    for spec in &arguments.copy {
        vm = vm.file(GuestFile::parse(spec)?);
    }
    step(&vm.describe());
    let outcome = vm.run(&arguments.script.join(" "), &mut pass_through)?;
    if arguments.console {
        for line in outcome.console.lines() {
            eprintln!("console: {line}");
        }
    }
    Ok(ExitCode::from(report(&outcome, arguments.timeout)))
}

fn pass_through(stream: Stream, bytes: &[u8]) {
    // A reader that has gone away is no reason to stop: the status still counts.
    let _ = match stream {
        Stream::Stdout => {
            let mut stdout = std::io::stdout();
            stdout.write_all(bytes).and_then(|()| stdout.flush())
        }
        Stream::Stderr => std::io::stderr().write_all(bytes),
    };
}

/// Says how the run ended, unless it was the ordinary way; gives the exit status.
fn report(outcome: &Outcome, timeout_s: u64) -> u8 {
    let (what, status) = match &outcome.end {
        End::Script(status) => return *status,
        End::Crash(meaning, line) => (format!("{meaning}: {line}"), STATUS_CRASH),
        End::Timeout => (
            format!("not done after {timeout_s} s: a hang, or --timeout is too short"),
            STATUS_TIMEOUT,
        ),
        End::Vanished(said) => (
            format!("the machine stopped before the script had ended\n{said}"),
            STATUS_VANISHED,
        ),
    };
    eprintln!("--- the console's last {TAIL_LINES} lines ---");
    for line in outcome.console.tail() {
        eprintln!("{line}");
    }
    eprintln!("---");
    eprintln!("error: {}", what.trim_end());
    status
}
