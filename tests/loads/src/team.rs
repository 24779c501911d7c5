//! Threads with habits: what most loads consist of. They go on until told to
//! stop and report every step on a [`Board`]; a thread that a scheduler forgets
//! shows as a gap between two of its steps.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use load_parts::work::{own_cpu_time, spin_a_little};

use crate::board::{Board, Slot};
use crate::limits::Limits;

/// Small, because there may be thousands of them.
const STACK_BYTES: usize = 64 << 10;

/// How long a sleeper sleeps.
const SLEEP: Duration = Duration::from_millis(3);

/// What a thread does in each of its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// Computes.
    Spin,
    /// Computes and yields.
    Yield,
    /// Computes and sleeps.
    Sleep,
}

impl Habit {
    /// All habits in turn.
    pub fn nth(n: usize) -> Self {
        match n % 3 {
            0 => Self::Spin,
            1 => Self::Yield,
            _ => Self::Sleep,
        }
    }

    /// One step.
    pub fn step(self) {
        spin_a_little();
        match self {
            Self::Spin => {}
            Self::Yield => rustix::thread::sched_yield(),
            Self::Sleep => std::thread::sleep(SLEEP),
        }
    }
}

/// A thread of a team, as its own code sees it.
pub struct Member<'a> {
    /// Which one it is, from 0.
    pub index: usize,
    /// What it does.
    pub habit: Habit,
    /// Where it reports.
    pub slot: &'a Slot,
    /// How many steps it has done.
    pub step: u64,
}

/// Running threads.
pub struct Team {
    board: Board,
    threads: Vec<JoinHandle<Result<()>>>,
    started: Instant,
}

impl Team {
    /// Starts a thread for every slot of the board. After each step, a thread runs
    /// `also`; if that fails, the thread ends and so does the load.
    pub fn start(
        board: Board,
        habit: impl Fn(usize) -> Habit,
        also: impl Fn(&Member) -> Result<()> + Send + Sync + 'static,
    ) -> Result<Self> {
        load_parts::kernel::threads_will_start();
        let also = Arc::new(also);
        let mut team = Self {
            board,
            threads: Vec::new(),
            started: Instant::now(),
        };
        for (index, slot) in board.slots().iter().enumerate() {
            let (also, habit) = (Arc::clone(&also), habit(index));
            let member = Member {
                index,
                habit,
                slot,
                step: 0,
            };
            let thread = std::thread::Builder::new()
                .stack_size(STACK_BYTES)
                .spawn(move || live(board, member, &*also));
            match thread {
                Ok(thread) => team.threads.push(thread),
                Err(error) => {
                    board.stop();
                    return Err(error).with_context(|| format!("cannot start thread {index}"));
                }
            }
        }
        board.wait_until_all_run();
        team.started = Instant::now();
        Ok(team)
    }

    /// Lets the team go on for so long, or until a thread of it has failed.
    pub fn run_for(&self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end && !self.board.stopped() {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops the team; fails if a thread failed, stood still or did nothing.
    pub fn finish(self, limits: &Limits) -> Result<Progress> {
        self.board.stop();
        let wall = self.started.elapsed();
        for (index, thread) in self.threads.into_iter().enumerate() {
            let ended = thread.join();
            let ended = ended.unwrap_or_else(|_| bail!("it panicked"));
            ended.with_context(|| format!("thread {index}"))?;
        }
        let progress = Progress::of(&self.board, wall);
        progress.require(limits)?;
        Ok(progress)
    }
}

fn live(
    board: Board,
    mut member: Member,
    also: &(impl Fn(&Member) -> Result<()> + ?Sized),
) -> Result<()> {
    let slot = member.slot;
    slot.enter();
    let mut last = Instant::now();
    while !board.stopped() {
        member.habit.step();
        if let Err(error) = also(&member) {
            board.stop();
            return Err(error);
        }
        member.step += 1;
        slot.steps.store(member.step, Ordering::Relaxed);
        let now = Instant::now();
        let gap = u64::try_from(now.duration_since(last).as_nanos()).unwrap_or(u64::MAX);
        slot.longest_gap_ns.fetch_max(gap, Ordering::Relaxed);
        last = now;
    }
    let cpu = u64::try_from(own_cpu_time().as_nanos()).unwrap_or(u64::MAX);
    slot.cpu_ns.store(cpu, Ordering::Relaxed);
    Ok(())
}

/// How far a team has come.
#[derive(Clone, Debug)]
pub struct Progress {
    /// From when all threads ran to when they were asked to stop.
    pub wall: Duration,
    /// Steps of all threads.
    pub steps: u64,
    /// The thread with the fewest steps, and how many.
    pub least: (usize, u64),
    /// The thread that stood still longest, and how long.
    pub longest_gap: (usize, Duration),
}

impl Progress {
    fn of(board: &Board, wall: Duration) -> Self {
        let steps = |slot: &Slot| slot.steps.load(Ordering::Relaxed);
        let gap = |slot: &Slot| slot.longest_gap_ns.load(Ordering::Relaxed);
        let numbered = || board.slots().iter().enumerate();
        let least = numbered().map(|(index, slot)| (index, steps(slot)));
        let longest = numbered().map(|(index, slot)| (index, gap(slot)));
        let (slowest, gap_ns) = longest.max_by_key(|&(_, gap)| gap).unwrap_or_default();
        Self {
            wall,
            steps: board.sum(|slot| &slot.steps),
            least: least.min_by_key(|&(_, steps)| steps).unwrap_or_default(),
            longest_gap: (slowest, Duration::from_nanos(gap_ns)),
        }
    }

    fn require(&self, limits: &Limits) -> Result<()> {
        let (index, gap) = self.longest_gap;
        if gap > limits.standstill {
            bail!(
                "thread {index} stood still for {} ms, more than the {} ms of --limit-ms",
                gap.as_millis(),
                limits.standstill.as_millis()
            );
        }
        if let (index, 0) = self.least {
            bail!("thread {index} did nothing");
        }
        Ok(())
    }
}

impl std::fmt::Display for Progress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} steps (least {}) in {} ms, longest standstill {} ms",
            self.steps,
            self.least.1,
            self.wall.as_millis(),
            self.longest_gap.1.as_millis()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        standstill: Duration::from_secs(10),
        seed: 1,
    };

    #[test]
    fn a_team_makes_progress_and_ends() {
        let team = Team::start(Board::new(3).unwrap(), Habit::nth, |_| Ok(())).unwrap();
        team.run_for(Duration::from_millis(50));
        let progress = team.finish(&LIMITS).unwrap();
        assert!(progress.least.1 > 0 && progress.steps > 3, "{progress}");
    }

    #[test]
    fn a_thread_that_stands_still_fails_the_team() {
        let team = Team::start(Board::new(2).unwrap(), Habit::nth, |member| {
            if member.index == 1 && member.step == 1 {
                std::thread::sleep(Duration::from_millis(300));
            }
            Ok(())
        })
        .unwrap();
        team.run_for(Duration::from_millis(400));
        let limits = Limits {
            standstill: Duration::from_millis(200),
            ..LIMITS
        };
        let error = team.finish(&limits).unwrap_err().to_string();
        assert!(error.starts_with("thread 1 stood still"), "{error}");
    }

    #[test]
    fn a_thread_that_fails_ends_the_team() {
        let team = Team::start(
            Board::new(2).unwrap(),
            |_| Habit::Sleep,
            |member| match member.index {
                0 => Ok(()),
                _ => bail!("wrong"),
            },
        )
        .unwrap();
        team.run_for(Duration::from_secs(60));
        let error = format!("{:#}", team.finish(&LIMITS).unwrap_err());
        assert_eq!(error, "thread 1: wrong");
    }
}
