//! A thread that wakes up at regular times, as a shell would on a key press.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::limits::Limits;
use crate::loads::Seconds;
use load_parts::work::spin_a_little;

/// A thread that wakes up at regular times and fails if it was ever late by more
/// than --limit-ms.
#[derive(clap::Args)]
pub struct Arguments {
    /// From one wakeup to the next.
    #[arg(long, value_name = "MS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    period_ms: u64,
    #[command(flatten)]
    seconds: Seconds,
}

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let period = Duration::from_millis(arguments.period_ms);
    let start = Instant::now();
    let end = start + arguments.seconds.time();
    let (mut worst, mut total, mut wakeups) = (Duration::ZERO, Duration::ZERO, 0u32);
    let mut due = start + period;
    while due < end {
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let late = Instant::now().saturating_duration_since(due);
        if late > limits.standstill {
            bail!(
                "wakeup {wakeups} was {} ms late, more than the {} ms of --limit-ms",
                late.as_millis(),
                limits.standstill.as_millis()
            );
        }
        worst = worst.max(late);
        total += late;
        wakeups += 1;
        spin_a_little();
        // What was missed is not made up for: each wakeup is measured by itself.
        due = (due + period).max(Instant::now());
    }
    Ok(format!(
        "{wakeups} wakeups, latest by {} ms, on average by {} us",
        worst.as_millis(),
        (total / wakeups.max(1)).as_micros()
    ))
}
