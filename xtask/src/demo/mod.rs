//! `cargo xtask demo`: hello under load, from a machine that has nothing but
//! cargo to a verdict.

pub mod verdict;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::kernel::{DEFAULT_SERIES, Kernel};
use crate::packages;
use crate::progress::step;
use crate::vm::{End, GuestFile, Stream, Vm};
use crate::workspace::Workspace;

use verdict::Verdict;

/// What runs hello and the loads, and tells us what came of it.
pub const SCRIPT: &str = include_str!("guest.sh");

/// How long an emulated machine may take; it needs one or two minutes.
const VM_TIMEOUT: Duration = Duration::from_secs(900);

/// How much the loads do, as a multiple of what an emulated machine gets through
/// in a quarter of a minute.
const VM_SCALE: u32 = 2;

/// The same for a real machine.
const HOST_SCALE: u32 = 20;

/// Builds the example scheduler `hello` and runs it under load.
///
/// Installs what the machine lacks (with apt; elsewhere it says what to
/// install), then runs hello in a test machine with 4 CPUs, or with --host on
/// this one. The exit status is 0 only if every load finished, the scheduler was
/// still attached, and every CPU was back with `idle` afterwards.
#[derive(clap::Args)]
pub struct Arguments {
    /// The test machine's kernel: a series ("6.18"), a version, or an image.
    #[arg(long, value_name = "SERIES|PATH", default_value = DEFAULT_SERIES)]
    kernel: String,
    /// Emulated CPUs.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=255))]
    cpus: u32,
    /// Uses this machine's own kernel; needs root and a kernel with sched_ext.
    #[arg(long, conflicts_with_all = ["kernel", "cpus"])]
    host: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.host {
        check_host()?;
    }
    let needs = if arguments.host {
        packages::FOR_HOST
    } else {
        packages::FOR_VM
    };
    packages::ensure(&[packages::FOR_BUILD, needs].concat())?;
    let workspace = Workspace::load()?;
    let programs = workspace.build(&["hello", "flux-loads"])?;
    let (report, trouble) = if arguments.host {
        on_host(&programs)?
    } else {
        in_vm(arguments, &programs)?
    };
    let verdict = Verdict::of(&report, trouble);
    println!("\n{verdict}");
    Ok(if verdict.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn check_host() -> Result<()> {
    if !Path::new("/sys/kernel/sched_ext").is_dir() {
        bail!(
            "this machine's kernel has no sched_ext (CONFIG_SCHED_CLASS_EXT); \
             leave --host out to use a test machine"
        );
    }
    if !packages::is_root() {
        bail!("--host needs root: schedulers are loaded into this machine's kernel; use sudo");
    }
    Ok(())
}

/// Runs the script in a test machine; gives its output, and what went wrong with
/// the machine itself.
fn in_vm(arguments: &Arguments, programs: &[PathBuf]) -> Result<(String, Option<String>)> {
    let kernel = Kernel::resolve(&arguments.kernel, false)?;
    let mut vm = Vm::new(kernel)?.cpus(arguments.cpus).timeout(VM_TIMEOUT);
    let hackbench = packages::program("hackbench").context("hackbench is not installed")?;
    for program in programs.iter().chain([&hackbench]) {
        vm = vm.file(GuestFile::in_usr_bin(program)?);
    }
    step(&format!("booting {}", vm.describe()));
    let mut show = Show::default();
    let script = format!("export DEMO_SCALE={VM_SCALE}\n{SCRIPT}");
    let outcome = vm.run(&script, &mut |stream, bytes| show.feed(stream, bytes))?;
    let trouble = match &outcome.end {
        End::Script(0) => None,
        End::Script(_) => Some("the demo could not be completed".to_owned()),
        end => end.trouble(VM_TIMEOUT),
    };
    // What the kernel says of an ejected scheduler, or of itself, explains most.
    if !matches!(outcome.end, End::Script(0)) {
        eprintln!("--- the console's last lines ---");
        for line in outcome.console.tail() {
            eprintln!("{line}");
        }
    }
    Ok((outcome.stdout, trouble))
}

/// Runs the script on this machine.
fn on_host(programs: &[PathBuf]) -> Result<(String, Option<String>)> {
    let directory = programs
        .first()
        .and_then(|program| program.parent())
        .context("nothing was built")?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(
        std::iter::once(directory.to_owned()).chain(std::env::split_paths(&path)),
    )?;
    step("running on this machine's own kernel");
    let mut child = Command::new("sh")
        .args(["-c", SCRIPT])
        .env("PATH", path)
        .env("DEMO_SCALE", HOST_SCALE.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot run sh")?;
    let mut report = String::new();
    let mut show = Show::default();
    if let Some(mut stdout) = child.stdout.take() {
        let mut bytes = [0; 4096];
        loop {
            let count = std::io::Read::read(&mut stdout, &mut bytes)?;
            if count == 0 {
                break;
            }
            show.feed(Stream::Stdout, &bytes[..count]);
            report.push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    }
    let done = child.wait()?.success();
    let trouble = (!done).then(|| "the demo could not be completed".to_owned());
    Ok((report, trouble))
}

/// Shows the script's output to the reader, without the lines that are for us.
#[derive(Default)]
struct Show {
    unfinished: String,
}

impl Show {
    fn feed(&mut self, stream: Stream, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        if stream == Stream::Stderr {
            eprint!("{text}");
            return;
        }
        self.unfinished.push_str(&text);
        while let Some(end) = self.unfinished.find('\n') {
            let line: String = self.unfinished.drain(..=end).collect();
            match verdict::Line::parse(line.trim_end()) {
                Some(line) => line.show(),
                None => print!("{line}"),
            }
        }
    }
}
