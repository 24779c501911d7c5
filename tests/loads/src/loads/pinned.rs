//! Threads pinned to each CPU, which all have to get their share of it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::board::Board;
use crate::limits::Limits;
use crate::loads::Seconds;
use crate::team::{Habit, Progress, Team};
use load_parts::cpus::Cpus;

/// Computing threads and a sleeping one, pinned to each CPU; all must get on, and
/// those that compute must get a share of their CPU.
#[derive(clap::Args)]
pub struct Arguments {
    /// Computing threads on each CPU.
    #[arg(long, default_value_t = 1)]
    per_cpu: usize,
    /// What each of them has to get at least, in percent of its CPU divided by
    /// their number. Lower it where others compete for the CPUs.
    #[arg(long, value_name = "PERCENT", default_value_t = 40)]
    min_share: u32,
    #[command(flatten)]
    seconds: Seconds,
}

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let cpus: Vec<usize> = Cpus::usable()?.iter().collect();
    let group = arguments.per_cpu + 1;
    let board = Board::new(cpus.len() * group)?;
    let homes = cpus.clone();
    let habit = |index: usize| match index % group {
        0 => Habit::Sleep,
        _ => Habit::Spin,
    };
    let team = Team::start(board, habit, move |member| {
        if member.step == 0 {
            let home = homes.get(member.index / group).copied();
            let home = Cpus::one(home.unwrap_or_default());
            return member.slot.change_allowed(home, || home.restrict(None));
        }
        // Not at each step: the check yields.
        if member.step.is_multiple_of(8) {
            member.slot.check_cpu();
        }
        Ok(())
    })?;
    team.run_for(arguments.seconds.time());
    let progress = team.finish(limits)?;
    board.require_no_misplaced()?;
    let least = require_shares(arguments, board, &progress)?;
    Ok(format!("least share {least} %; {progress}"))
}

/// Checks what those that compute got; gives the least of it in percent.
fn require_shares(arguments: &Arguments, board: Board, progress: &Progress) -> Result<u128> {
    let fair = progress.wall / u32::try_from(arguments.per_cpu.max(1))?;
    let mut least = u128::MAX;
    for (index, slot) in board.slots().iter().enumerate() {
        if index % (arguments.per_cpu + 1) == 0 {
            continue;
        }
        let got = Duration::from_nanos(slot.cpu_ns.load(Ordering::Relaxed));
        let percent = got.as_nanos() * 100 / fair.as_nanos().max(1);
        if percent < u128::from(arguments.min_share) {
            bail!(
                "thread {index} got {} ms of CPU time in {} ms, \
                 {percent} % of its share and less than {} %",
                got.as_millis(),
                progress.wall.as_millis(),
                arguments.min_share
            );
        }
        least = least.min(percent);
    }
    Ok(least)
}
