//! A `SCHED_FIFO` thread that keeps one CPU to itself.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::loads::Seconds;
use load_parts::cpus::Cpus;
use load_parts::kernel::{Class, set_class};
use load_parts::work::{own_cpu_time, spin_a_little};

/// A SCHED_FIFO thread that computes on one CPU without a pause.
#[derive(clap::Args)]
pub struct Arguments {
    /// The CPU that it takes.
    #[arg(long, default_value_t = 0)]
    cpu: usize,
    #[command(flatten)]
    seconds: Seconds,
}

/// What it has to get of its CPU: nothing but other real-time threads, and the
/// kernel's reserve for ordinary ones, can keep it off.
const MIN_PERCENT: u128 = 80;

/// Runs the load.
pub fn run(arguments: &Arguments) -> Result<String> {
    let usable = Cpus::usable()?;
    if !usable.contains(arguments.cpu) {
        bail!("--cpu {}: this process may not use that CPU", arguments.cpu);
    }
    Cpus::one(arguments.cpu).restrict(None)?;
    set_class(None, Class::Fifo(50))?;
    let (start, cpu_before) = (Instant::now(), own_cpu_time());
    let mut longest_gap = Duration::ZERO;
    let mut last = start;
    while start.elapsed() < arguments.seconds.time() {
        spin_a_little();
        longest_gap = longest_gap.max(last.elapsed());
        last = Instant::now();
        let cpu = rustix::thread::sched_getcpu();
        if cpu != arguments.cpu {
            bail!("it was on CPU {cpu} instead of {}", arguments.cpu);
        }
    }
    let (wall, used) = (start.elapsed(), own_cpu_time() - cpu_before);
    set_class(None, Class::Other)?;
    usable.restrict(None)?;
    let percent = used.as_nanos() * 100 / wall.as_nanos().max(1);
    if percent < MIN_PERCENT {
        bail!("it got {percent} % of its CPU, less than {MIN_PERCENT} %");
    }
    Ok(format!(
        "{percent} % of CPU {} for {} ms, longest interruption {} ms",
        arguments.cpu,
        wall.as_millis(),
        longest_gap.as_millis()
    ))
}
