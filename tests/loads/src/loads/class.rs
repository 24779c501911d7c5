//! Threads that leave for `SCHED_FIFO` and come back.

use std::sync::atomic::Ordering;
use std::time::Duration;

use load_parts::cpus::Cpus;

use anyhow::{Context as _, Result, bail};

use crate::board::{Board, Slot};
use crate::limits::Limits;
use crate::loads::Seconds;
use crate::team::{Habit, Team};
use load_parts::kernel::{Class, Helper, set_class, state_of};

/// Threads that leave for SCHED_FIFO and come back: by themselves and by another
/// process's hand, one by one and all at once, while running, queued and asleep.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many; every second one changes its own class.
    #[arg(long, default_value_t = 24)]
    threads: usize,
    /// Fails unless some of them were asleep when they had to leave, and some were queued.
    /// Where there are few CPUs for many threads, hardly one is ever asleep.
    #[arg(long)]
    in_all_states: bool,
    #[command(flatten)]
    seconds: Seconds,
}

/// Priority of a thread that has left.
const AWAY: Class = Class::Fifo(10);

/// Priority of the process that fetches threads back: above theirs, or they would
/// keep it from doing so.
const FETCHER: Class = Class::Fifo(99);

/// A thread changes its own class each so many steps.
const STEPS_PER_LEAVE: u64 = 4;

/// How long the helper leaves threads in SCHED_FIFO. Short: while they compute
/// there, nobody else gets a CPU.
const TIME_AWAY: Duration = Duration::from_millis(4);

/// How long all threads are left where they belong.
const TIME_BACK: Duration = Duration::from_millis(20);

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let board = Board::new(arguments.threads)?;
    let limits = *limits;
    let in_all_states = arguments.in_all_states;
    let helper = Helper::start("class", move || {
        let seen = change_others(board, &limits)?;
        if in_all_states {
            seen.require()
        } else {
            Ok(())
        }
    })?;
    let team = Team::start(
        board,
        |index| Habit::nth(index / 2),
        |member| {
            if changes_its_own(member.index) && member.step % STEPS_PER_LEAVE == 0 {
                set_class(None, AWAY)?;
                member.habit.step();
                set_class(None, Class::Other)?;
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
        bail!("thread {index} never left its class");
    }
    let changes = board.sum(|slot| &slot.changes);
    Ok(format!("{changes} times away and back; {progress}"))
}

fn changes_its_own(index: usize) -> bool {
    index.is_multiple_of(2)
}

/// In which states threads were when they had to leave.
#[derive(Debug, Default)]
struct Seen {
    asleep: u64,
    /// The most that were runnable at the same time. If these are more than there are
    /// CPUs, some ran and the others were queued.
    runnable_at_once: u64,
}

impl Seen {
    fn look(&mut self, threads: &[(usize, &Slot)]) {
        let mut runnable = 0;
        for (_, slot) in threads {
            match slot.tid().and_then(state_of) {
                Some('S') => self.asleep += 1,
                Some('R') => runnable += 1,
                _ => {}
            }
        }
        self.runnable_at_once = self.runnable_at_once.max(runnable);
    }

    fn require(&self) -> Result<()> {
        let cpus = Cpus::usable()?.count() as u64;
        if self.asleep == 0 {
            bail!("no thread was asleep when it had to leave");
        }
        if self.runnable_at_once <= cpus {
            bail!(
                "no thread was queued when it had to leave: at most {} were runnable, on {cpus} CPUs",
                self.runnable_at_once
            );
        }
        Ok(())
    }
}

fn change_others(board: Board, limits: &Limits) -> Result<Seen> {
    set_class(None, FETCHER)?;
    board.wait_until_all_run();
    let mut random = limits.random(0);
    let mut seen = Seen::default();
    let (_, others): (Vec<_>, Vec<_>) =
        (board.slots().iter().enumerate()).partition(|&(index, _)| changes_its_own(index));
    // All of them together every second time, so that a whole crowd is in each state.
    for round in 0u64.. {
        if round.is_multiple_of(2) {
            seen.look(&others);
            away_and_back(board, &others)?;
        } else {
            let one = random.choice(&others).copied();
            away_and_back(board, one.as_slice())?;
        }
        if board.stopped() {
            break;
        }
        std::thread::sleep(TIME_BACK);
    }
    Ok(seen)
}

fn away_and_back(board: Board, threads: &[(usize, &Slot)]) -> Result<()> {
    for class in [AWAY, Class::Other] {
        for (index, slot) in threads {
            let changed = set_class(slot.tid(), class);
            // When all is over, threads may end at any time.
            if board.stopped() && changed.is_err() {
                return Ok(());
            }
            changed.with_context(|| format!("thread {index}"))?;
        }
        if class == AWAY {
            std::thread::sleep(TIME_AWAY);
        }
    }
    for (_, slot) in threads {
        slot.changes.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}
