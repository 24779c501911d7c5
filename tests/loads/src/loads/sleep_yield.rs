//! Threads that sleep, yield and sleep again.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::limits::Limits;

/// Threads that sleep, yield and sleep again, a number of times.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// How often each does it.
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// How long each of its sleeps is.
    #[arg(long, value_name = "MS", default_value_t = 20)]
    sleep_ms: u64,
}

/// Yields between two sleeps.
const YIELDS: u32 = 10;

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let sleep = Duration::from_millis(arguments.sleep_ms);
    let mut threads = Vec::new();
    for index in 0..arguments.threads {
        let (rounds, limits) = (arguments.rounds, *limits);
        let thread = std::thread::Builder::new()
            .spawn(move || rounds_of(rounds, sleep, &limits))
            .with_context(|| format!("cannot start thread {index}"))?;
        threads.push(thread);
    }
    let mut longest = Duration::ZERO;
    for (index, thread) in threads.into_iter().enumerate() {
        let round = thread.join().unwrap_or_else(|_| bail!("it panicked"));
        longest = longest.max(round.with_context(|| format!("thread {index}"))?);
    }
    Ok(format!(
        "{} threads finished {} rounds, the longest in {} ms",
        arguments.threads,
        arguments.rounds,
        longest.as_millis()
    ))
}

/// Sleeps and yields; gives the longest time that a round took.
fn rounds_of(rounds: u32, sleep: Duration, limits: &Limits) -> Result<Duration> {
    let mut longest = Duration::ZERO;
    for _ in 0..rounds {
        let start = Instant::now();
        std::thread::sleep(sleep);
        for _ in 0..YIELDS {
            rustix::thread::sched_yield();
        }
        std::thread::sleep(sleep);
        let took = start.elapsed();
        if took < 2 * sleep {
            bail!("it woke up {} us too early", (2 * sleep - took).as_micros());
        }
        if took > 2 * sleep + limits.standstill {
            bail!(
                "two sleeps of {} ms took {} ms",
                sleep.as_millis(),
                took.as_millis()
            );
        }
        longest = longest.max(took);
    }
    Ok(longest)
}
