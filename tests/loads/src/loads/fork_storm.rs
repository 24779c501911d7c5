//! A great many short processes.

use std::collections::HashMap;
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, WaitOptions};

use load_parts::kernel::{Helper, fork};
use load_parts::work::spin_a_little;

/// A great many short processes: most only end, some compute or yield first, some
/// become another program. The status of each is checked.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many.
    #[arg(long, default_value_t = 10_000)]
    count: u32,
    /// How many processes start them.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100))]
    forkers: u32,
    /// How many of them each of those has at the same time.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..))]
    parallel: u32,
    /// Each so many, one becomes another program; 0: none does.
    #[arg(long, value_name = "N", default_value_t = 50)]
    exec_every: u32,
    /// The program that it becomes; it has to give status 0.
    #[arg(long, value_name = "PROGRAM", default_value = "/bin/true")]
    program: String,
}

/// Statuses from here on mean failures of fork and exec.
const STATUSES: u32 = 200;

/// Status of a process that could not become another program.
const EXIT_NO_EXEC: i32 = 254;

/// Runs the load.
pub fn run(arguments: &Arguments) -> Result<String> {
    let start = Instant::now();
    let forkers: Vec<Helper> = (0..arguments.forkers)
        .map(|first| Helper::start("fork-storm", || start_and_check(arguments, first)))
        .collect::<Result<_>>()?;
    for (index, forker) in forkers.into_iter().enumerate() {
        forker.wait().with_context(|| format!("forker {index}"))?;
    }
    Ok(format!(
        "{} processes ended well in {} ms",
        arguments.count,
        start.elapsed().as_millis()
    ))
}

/// Starts the processes `first`, `first + forkers`, … and checks each one's end.
fn start_and_check(arguments: &Arguments, first: u32) -> Result<()> {
    let mut expected: HashMap<Pid, i32> = HashMap::new();
    for index in (first..arguments.count).step_by(arguments.forkers as usize) {
        while expected.len() >= arguments.parallel as usize {
            reap(&mut expected)?;
        }
        let becomes_another = becomes_another(arguments, index);
        let status = if becomes_another {
            0
        } else {
            i32::try_from(index % STATUSES)?
        };
        let child = fork(|| {
            if becomes_another {
                let error = Command::new(&arguments.program).exec();
                eprintln!("flux-loads: {}: {error}", arguments.program);
                return EXIT_NO_EXEC;
            }
            match index % 3 {
                0 => spin_a_little(),
                1 => rustix::thread::sched_yield(),
                _ => {}
            }
            status
        })
        .with_context(|| format!("process {index}"))?;
        expected.insert(child, status);
    }
    while !expected.is_empty() {
        reap(&mut expected)?;
    }
    Ok(())
}

/// Whether the process becomes another program: of all forkers' processes, one in
/// `exec_every`, whatever the number of forkers.
fn becomes_another(arguments: &Arguments, index: u32) -> bool {
    let nth = index / arguments.forkers;
    arguments.exec_every != 0 && nth.is_multiple_of(arguments.exec_every)
}

/// Waits for any process and checks how it ended.
fn reap(expected: &mut HashMap<Pid, i32>) -> Result<()> {
    let Some((pid, status)) = rustix::process::wait(WaitOptions::empty())? else {
        bail!("there is nothing to wait for, but processes are missing");
    };
    let pid_number = pid.as_raw_nonzero();
    let Some(wanted) = expected.remove(&pid) else {
        bail!("process {pid_number} ended, which was not started or had ended before");
    };
    match status.exit_status() {
        Some(status) if status == wanted => Ok(()),
        Some(status) => bail!("process {pid_number} gave {status} instead of {wanted}"),
        None => bail!("process {pid_number} was killed"),
    }
}
