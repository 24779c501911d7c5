//! Threads whose nice value changes while they compute, yield and sleep.

use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, getpriority_process, setpriority_process};

use crate::board::Board;
use crate::limits::Limits;
use crate::loads::Seconds;
use crate::team::{Habit, Team};
use load_parts::kernel::Helper;

/// Threads whose nice value is changed, by themselves and by another process,
/// while they compute, yield and sleep.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many; every second one changes its own value.
    #[arg(long, default_value_t = 24)]
    threads: usize,
    #[command(flatten)]
    seconds: Seconds,
}

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let board = Board::new(arguments.threads)?;
    let limits = *limits;
    let helper = Helper::start("nice", move || change_others(board, &limits))?;
    let team = Team::start(
        board,
        |index| Habit::nth(index / 2),
        move |member| {
            if changes_its_own(member.index) {
                let step = i32::try_from(member.step % 1000)?;
                change(None, (step * 7) % 40 - 20)?;
                member.slot.changes.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        },
    )?;
    team.run_for(arguments.seconds.time());
    let progress = team.finish(&limits)?;
    helper.wait()?;
    if let Some(index) = (board.slots().iter()).position(|s| s.changes.load(Ordering::Relaxed) == 0)
    {
        bail!("the nice value of thread {index} was never changed");
    }
    let changes = board.sum(|slot| &slot.changes);
    Ok(format!("{changes} changes; {progress}"))
}

fn changes_its_own(index: usize) -> bool {
    index.is_multiple_of(2)
}

fn change_others(board: Board, limits: &Limits) -> Result<()> {
    board.wait_until_all_run();
    let mut random = limits.random(0);
    while !board.stopped() {
        for (index, slot) in board.slots().iter().enumerate() {
            if !changes_its_own(index) && !board.stopped() {
                let changed = change(slot.tid(), random.within(-20..20));
                // When all is over, threads may end at any time.
                if board.stopped() && changed.is_err() {
                    return Ok(());
                }
                changed.with_context(|| format!("thread {index}"))?;
                slot.changes.fetch_add(1, Ordering::Relaxed);
            }
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

fn change(thread: Option<Pid>, nice: i32) -> Result<()> {
    setpriority_process(thread, nice)
        .with_context(|| format!("nice cannot be set to {nice} (needs root)"))?;
    let now = getpriority_process(thread)?;
    if now != nice {
        bail!("nice was set to {nice}, but is {now}");
    }
    Ok(())
}
