//! More live threads than a scheduler may have ids for.

use std::sync::Mutex;
use std::time::Duration;

use anyhow::Result;

use crate::board::Board;
use crate::limits::Limits;
use crate::loads::Seconds;
use crate::team::{Habit, Team};

/// Many threads at once, which sleep at random, wake up and compute; each must
/// get on. Serves as background load too.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many.
    #[arg(long, default_value_t = 500)]
    threads: usize,
    /// The longest of their sleeps.
    #[arg(long, value_name = "MS", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..))]
    max_sleep_ms: u64,
    #[command(flatten)]
    seconds: Seconds,
}

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let board = Board::new(arguments.threads)?;
    let randoms: Vec<_> = (0u64..)
        .map(|thread| Mutex::new(limits.random(thread)))
        .take(arguments.threads)
        .collect();
    let max_us = arguments.max_sleep_ms.saturating_mul(1000);
    let team = Team::start(
        board,
        |_| Habit::Spin,
        move |member| {
            // Each has its own, so the lock is never waited for.
            let random = randoms.get(member.index).and_then(|r| r.lock().ok());
            let us = random.map_or(max_us, |mut random| 1 + random.below(max_us));
            std::thread::sleep(Duration::from_micros(us));
            Ok(())
        },
    )?;
    team.run_for(arguments.seconds.time());
    let progress = team.finish(limits)?;
    Ok(format!("{} threads; {progress}", arguments.threads))
}
