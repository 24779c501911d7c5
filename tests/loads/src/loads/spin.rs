//! Threads that compute until each has used a given CPU time.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::limits::Limits;
use load_parts::cpus::Cpus;
use load_parts::work::{own_cpu_time, spin_a_little};

/// Threads that compute until each has used some CPU time.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many.
    #[arg(long, default_value_t = 100)]
    threads: usize,
    /// The CPU time that each of them uses.
    #[arg(long, value_name = "MS", default_value_t = 10)]
    millis: u64,
}

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let each = Duration::from_millis(arguments.millis);
    let start = Instant::now();
    let mut threads = Vec::new();
    for index in 0..arguments.threads {
        let thread = std::thread::Builder::new()
            .spawn(move || use_cpu_time(each))
            .with_context(|| format!("cannot start thread {index}"))?;
        threads.push(thread);
    }
    let mut total = Duration::ZERO;
    for (index, thread) in threads.into_iter().enumerate() {
        let Ok(used) = thread.join() else {
            bail!("thread {index} panicked");
        };
        total += used;
    }
    let wall = start.elapsed();
    let cpus = u32::try_from(Cpus::usable()?.count())?;
    // With the time of all CPUs, the threads cannot have used more than there was;
    // and had no CPU been left idle, they would have been done in `total / cpus`.
    if total > wall * cpus + limits.standstill {
        bail!("{cpus} CPUs gave {total:?} of CPU time within {wall:?}");
    }
    if wall > total + limits.standstill {
        bail!("{total:?} of CPU time took {wall:?}, more than on a single CPU");
    }
    Ok(format!(
        "{} threads used {} ms of CPU time in {} ms on {cpus} CPUs",
        arguments.threads,
        total.as_millis(),
        wall.as_millis()
    ))
}

fn use_cpu_time(enough: Duration) -> Duration {
    loop {
        let used = own_cpu_time();
        if used >= enough {
            return used;
        }
        spin_a_little();
    }
}
