//! Threads whose allowed CPUs another process changes in a tight loop.

use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::board::Board;
use crate::limits::Limits;
use crate::loads::Seconds;
use crate::team::{Habit, Team};
use load_parts::cpus::Cpus;
use load_parts::kernel::{Class, Helper, set_class};

/// Another process changes the CPUs that threads may use in a tight loop, while
/// they run, wait and sleep; none may be seen on a CPU that it may not use.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many threads; make it more than there are CPUs, so that some wait.
    #[arg(long, default_value_t = 24)]
    threads: usize,
    /// A CPU to leave out, because it goes offline meanwhile: the kernel refuses
    /// sets without a CPU that is online, and lifts those that lose their last one.
    #[arg(long, value_name = "CPU")]
    without_cpu: Option<usize>,
    /// The other process is SCHED_FIFO: it changes threads that wait while others wait for it.
    #[arg(long)]
    fifo: bool,
    #[command(flatten)]
    seconds: Seconds,
}

/// The helper changes all threads this often without a pause.
const ROUNDS_PER_PAUSE: u64 = 50;

/// How long it leaves them then: threads that wait for a CPU again and again could
/// otherwise never see where they are between two changes.
const PAUSE: Duration = Duration::from_millis(40);

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let board = Board::new(arguments.threads)?;
    let usable = Cpus::usable()?;
    let cpus = arguments
        .without_cpu
        .map_or(usable, |cpu| usable.without(cpu));
    if cpus.count() == 0 {
        bail!("--without-cpu leaves no CPU to use");
    }
    let (limits, fifo) = (*limits, arguments.fifo);
    let helper = Helper::start("affinity", move || {
        board.wait_until_all_run();
        if fifo {
            set_class(None, Class::Fifo(1))?;
        }
        change_all(board, cpus, &limits)
    })?;
    let team = Team::start(board, Habit::nth, |member| {
        member.slot.check_cpu();
        Ok(())
    })?;
    team.run_for(arguments.seconds.time());
    let progress = team.finish(&limits)?;
    helper.wait()?;
    board.require_no_misplaced()?;
    if let Some(index) = (board.slots().iter()).position(|s| s.changes.load(Ordering::Relaxed) == 0)
    {
        bail!("the CPUs of thread {index} were never changed");
    }
    let checks = board.sum(|slot| &slot.checks);
    if checks == 0 {
        bail!("no thread had the time to check its CPU");
    }
    let changes = board.sum(|slot| &slot.changes);
    Ok(format!("{changes} changes, {checks} checks; {progress}"))
}

fn change_all(board: Board, cpus: Cpus, limits: &Limits) -> Result<()> {
    let mut random = limits.random(0);
    for round in 1u64.. {
        if round.is_multiple_of(ROUNDS_PER_PAUSE) {
            std::thread::sleep(PAUSE);
        }
        for (index, slot) in board.slots().iter().enumerate() {
            let some = cpus.random_part(&mut random);
            let changed = slot.change_allowed(some, || some.restrict(slot.tid()));
            // When all is over, threads may end at any time.
            if board.stopped() {
                return Ok(());
            }
            changed.with_context(|| format!("thread {index}"))?;
        }
        if board.stopped() {
            break;
        }
    }
    Ok(())
}
