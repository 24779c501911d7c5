//! CPUs that are taken offline and back while threads want them.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::board::Board;
use crate::limits::Limits;
use crate::switch::Switch;
use crate::team::{Habit, Team};
use load_parts::cpus::Cpus;

/// Takes a CPU offline and back while threads compute, yield and sleep, one of
/// them pinned to that CPU.
#[derive(clap::Args)]
pub struct Arguments {
    /// The CPU to take away.
    #[arg(long, default_value_t = 1)]
    cpu: usize,
    /// All threads may use this CPU and the other only, and it is taken away first: when the
    /// other one goes, no CPU that they may use is left.
    #[arg(long, value_name = "CPU")]
    last_after: Option<usize>,
    /// How often.
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// How long it stays away, and stays back.
    #[arg(long, value_name = "MS", default_value_t = 500)]
    hold_ms: u64,
    /// Threads for each CPU.
    #[arg(long, default_value_t = 3)]
    per_cpu: usize,
}

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    match arguments.last_after {
        Some(first) => take_both(arguments, first, limits),
        None => take_one(arguments, limits),
    }
}

/// Takes the only two CPUs that threads may use, one after the other. The kernel then lets
/// them use others, but has to get them off the last one first.
fn take_both(arguments: &Arguments, first: usize, limits: &Limits) -> Result<String> {
    let (first_switch, last_switch) = (Switch::of(first)?, Switch::of(arguments.cpu)?);
    let two = Cpus::one(first).with(Cpus::one(arguments.cpu));
    let board = Board::new((two.count() * arguments.per_cpu).max(1))?;
    // They compute: whoever sleeps when its last CPU goes has no need of it.
    let team = Team::start(board, |_| Habit::Spin, |_| Ok(()))?;
    board.wait_until_all_run();
    let hold = Duration::from_millis(arguments.hold_ms);
    let mut slowest = Duration::ZERO;
    for round in 0..arguments.rounds {
        let switched = (|| {
            let mut slots = board.slots().iter();
            slots.try_for_each(|slot| two.restrict(slot.tid()))?;
            first_switch.set(false)?;
            progress_within(board, hold, limits)?;
            let took = last_switch.set(false)?;
            slowest = slowest.max(took);
            if took > limits.standstill {
                bail!("CPU {} took {} ms to go", arguments.cpu, took.as_millis());
            }
            progress_within(board, hold, limits)?;
            last_switch.set(true)?;
            first_switch.set(true).map(drop)
        })();
        if let Err(error) = switched {
            board.stop();
            return Err(error).with_context(|| format!("round {round}"));
        }
    }
    let progress = team.finish(limits)?;
    Ok(format!(
        "the last CPU of all threads away {} times, slowest in {} ms; {progress}",
        arguments.rounds,
        slowest.as_millis()
    ))
}

fn take_one(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let all = Cpus::usable()?;
    let switch = Switch::of(arguments.cpu)?;
    let board = Board::new((all.count() * arguments.per_cpu).max(1))?;
    let pinned = Cpus::one(arguments.cpu);
    let team = Team::start(board, Habit::nth, move |member| {
        if member.index == 0 && member.step == 0 {
            return pinned.restrict(None);
        }
        member.slot.check_cpu();
        Ok(())
    })?;
    let hold = Duration::from_millis(arguments.hold_ms);
    let rest = all.without(arguments.cpu);
    let mut slowest = Duration::ZERO;
    for round in 0..arguments.rounds {
        let switched = (|| {
            slowest = slowest.max(switch.set(false)?);
            allow(board, rest)?;
            progress_within(board, hold, limits)?;
            // Before it is back, or a thread could be there before it is said.
            allow(board, all)?;
            slowest = slowest.max(switch.set(true)?);
            progress_within(board, hold, limits)
        })();
        if let Err(error) = switched {
            board.stop();
            return Err(error).with_context(|| format!("round {round}"));
        }
    }
    let progress = team.finish(limits)?;
    board.require_no_misplaced()?;
    Ok(format!(
        "CPU {} away and back {} times, slowest switch {} ms, {} checks; {progress}",
        arguments.cpu,
        arguments.rounds,
        slowest.as_millis(),
        board.sum(|slot| &slot.checks)
    ))
}

/// Says on which CPUs all threads may be seen from now on.
fn allow(board: Board, cpus: Cpus) -> Result<()> {
    let mut slots = board.slots().iter();
    slots.try_for_each(|slot| slot.change_allowed(cpus, || Ok(())))
}

/// Waits for `hold` and until every thread has made a step since.
fn progress_within(board: Board, hold: Duration, limits: &Limits) -> Result<()> {
    let steps = || -> Vec<u64> {
        let slots = board.slots().iter();
        slots.map(|s| s.steps.load(Ordering::Relaxed)).collect()
    };
    let (before, start) = (steps(), Instant::now());
    loop {
        std::thread::sleep(hold.min(Duration::from_millis(20)));
        let now = steps();
        let stuck = before.iter().zip(&now).position(|(was, is)| was == is);
        match stuck {
            Some(index) if start.elapsed() > limits.standstill + hold => {
                bail!("thread {index} has not moved since");
            }
            None if start.elapsed() >= hold => return Ok(()),
            _ => {}
        }
    }
}
