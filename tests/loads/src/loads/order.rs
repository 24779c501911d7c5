//! In which order threads run that were woken up one after the other.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use flux_hint::{Hints, ThreadHint};

use load_parts::cpus::Cpus;
use load_parts::kernel::{Class, set_class};
use load_parts::random::Random;
use load_parts::work::spin_a_little;

use crate::limits::Limits;

/// Threads that are woken up one after the other while hogs keep all CPUs. Fails unless they
/// run in that order, but for what several CPUs do at the same time. Schedulers with
/// other ideas than first come, first served fail. Needs root.
///
/// With --hints, each has hinted a deadline of its own, and the earliest has to run first.
#[derive(clap::Args)]
pub struct Arguments {
    /// How often.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Threads that are woken up, for each CPU.
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u32).range(4..=1000))]
    per_cpu: u32,
    /// Hogs, for each CPU.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=100))]
    hogs_per_cpu: u32,
    /// Hints to the scheduler whose agent listens at this socket.
    #[arg(long, value_name = "SOCKET")]
    hints: Option<PathBuf>,
}

/// The first deadline, after the threads were woken up: all of them have to wait by then.
const FIRST_DEADLINE: Duration = Duration::from_millis(30);

/// From one deadline to the next.
const DEADLINES_APART: Duration = Duration::from_millis(1);

/// How many places off threads may be on average, for each CPU: those that are picked at the
/// same time report in any order, and an emulated CPU may lose its turn in between.
const PLACES_PER_CPU: f64 = 1.0;

/// The part of all places by which a single thread may be off. One that was not asleep yet when its
/// round began is in the queue from before, and runs first: 17 and 18 places of 64 were seen. In
/// random order the average would be a third, in the opposite order the furthest all of them.
const FURTHEST_PART: u32 = 2;

/// What the woken threads take to go to sleep again.
const ASLEEP: Duration = Duration::from_millis(30);

/// What all threads see.
#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    /// Threads that have run in this round.
    ran: AtomicU32,
}

/// A thread that is woken up.
struct Woken {
    /// Its place among those that ran, from 1; 0: it has not run yet.
    place: Arc<AtomicU32>,
    /// Its thread id; 0: it does not run yet.
    tid: Arc<AtomicU32>,
    handle: JoinHandle<()>,
}

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let cpus = u32::try_from(Cpus::usable()?.count())?;
    load_parts::kernel::threads_will_start();
    let shared = Arc::new(Shared::default());
    let woken = (0..cpus * arguments.per_cpu)
        .map(|_| Woken::start(&shared))
        .collect::<Result<Vec<_>>>()?;
    let hogs = (0..cpus * arguments.hogs_per_cpu)
        .map(|_| {
            let shared = Arc::clone(&shared);
            let hog = move || {
                while !shared.stop.load(Ordering::Relaxed) {
                    spin_a_little();
                }
            };
            std::thread::Builder::new()
                .spawn(hog)
                .context("cannot start a hog")
        })
        .collect::<Result<Vec<_>>>()?;
    std::thread::sleep(ASLEEP);
    let hints = arguments.hints.as_ref().map(|path| hints_of(&woken, path));
    let hints = hints.transpose()?;
    let mut order: Vec<u32> = (1..=cpus * arguments.per_cpu).collect();
    let (mut worst, mut random) = (0, limits.random(0));
    for round in 0..arguments.rounds {
        std::thread::sleep(ASLEEP);
        if let Some(hints) = &hints {
            shuffle(&mut order, &mut random);
            hint_all(hints, &order);
        }
        let places = wake_all(&shared, &woken, limits.standstill)?;
        let off = Off::of(&places, &order);
        if off.furthest > cpus * arguments.per_cpu / FURTHEST_PART
            || off.mean > f64::from(cpus) * PLACES_PER_CPU
        {
            bail!(
                "round {round}: threads ran {:.1} places from their own on average, one {}: \
                 {places:?} instead of {order:?}",
                off.mean,
                off.furthest
            );
        }
        worst = worst.max(off.furthest);
    }
    shared.stop.store(true, Ordering::Release);
    for woken in woken {
        woken.handle.thread().unpark();
        woken
            .handle
            .join()
            .ok()
            .context("a woken thread panicked")?;
    }
    for hog in hogs {
        hog.join().ok().context("a hog panicked")?;
    }
    Ok(format!(
        "{} rounds of {} threads, none more than {worst} places from its own",
        arguments.rounds,
        cpus * arguments.per_cpu
    ))
}

/// Wakes all up in their order; gives the places at which they ran.
fn wake_all(shared: &Shared, woken: &[Woken], limit: Duration) -> Result<Vec<u32>> {
    shared.ran.store(0, Ordering::Release);
    woken
        .iter()
        .for_each(|one| one.place.store(0, Ordering::Release));
    // Nobody in between: what wakes them is not scheduled by what is tested.
    set_class(None, Class::Fifo(50))?;
    woken.iter().for_each(|one| one.handle.thread().unpark());
    set_class(None, Class::Other)?;
    let start = Instant::now();
    while woken
        .iter()
        .any(|one| one.place.load(Ordering::Acquire) == 0)
    {
        if start.elapsed() > limit {
            bail!(
                "a thread had not run {} ms after it was woken up",
                limit.as_millis()
            );
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(woken
        .iter()
        .map(|one| one.place.load(Ordering::Acquire))
        .collect())
}

/// The places of all threads in the table of hints.
fn hints_of(woken: &[Woken], path: &PathBuf) -> Result<Vec<ThreadHint>> {
    let hints = Hints::connect(path).context("--hints: nobody lends a table")?;
    let hint_of = |one: &Woken| match one.tid.load(Ordering::Acquire) {
        0 => bail!("a thread does not run yet"),
        tid => hints.thread(tid).context("no place for a hint"),
    };
    woken.iter().map(hint_of).collect()
}

/// Gives each thread the deadline of its place in the order.
fn hint_all(hints: &[ThreadHint], order: &[u32]) {
    for (hint, place) in hints.iter().zip(order) {
        hint.done_within(FIRST_DEADLINE + DEADLINES_APART * *place);
    }
}

fn shuffle(order: &mut [u32], random: &mut Random) {
    for last in (1..order.len()).rev() {
        let other = random.below(last as u64 + 1);
        order.swap(last, usize::try_from(other).unwrap_or(last));
    }
}

/// How far threads are from their places in the order.
#[derive(Debug, PartialEq)]
struct Off {
    furthest: u32,
    mean: f64,
}

impl Off {
    fn of(places: &[u32], order: &[u32]) -> Self {
        let off = || {
            places
                .iter()
                .zip(order)
                .map(|(place, own)| place.abs_diff(*own))
        };
        Self {
            furthest: off().max().unwrap_or(0),
            mean: f64::from(off().sum::<u32>()) / places.len().max(1) as f64,
        }
    }
}

impl Woken {
    fn start(shared: &Arc<Shared>) -> Result<Self> {
        let (shared, place) = (Arc::clone(shared), Arc::new(AtomicU32::new(1)));
        let tid = Arc::new(AtomicU32::new(0));
        let (own, own_tid) = (Arc::clone(&place), Arc::clone(&tid));
        let handle = std::thread::Builder::new()
            .spawn(move || {
                let id = rustix::thread::gettid().as_raw_nonzero().get();
                own_tid.store(id.unsigned_abs(), Ordering::Release);
                while !shared.stop.load(Ordering::Acquire) {
                    std::thread::park();
                    if own.load(Ordering::Acquire) == 0 {
                        own.store(
                            shared.ran.fetch_add(1, Ordering::AcqRel) + 1,
                            Ordering::Release,
                        );
                    }
                }
            })
            .context("cannot start a thread")?;
        Ok(Self { place, tid, handle })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_off_is_found() {
        let off = |places: &[u32], order: &[u32]| {
            let off = Off::of(places, order);
            (off.furthest, off.mean)
        };
        let order = [1, 2, 3, 4];
        assert_eq!(off(&[1, 2, 3, 4], &order), (0, 0.0));
        assert_eq!(off(&[2, 1, 3, 4], &order), (1, 0.5));
        assert_eq!(off(&[4, 3, 2, 1], &order), (3, 2.0));
        assert_eq!(off(&[4, 3, 2, 1], &[4, 3, 2, 1]), (0, 0.0));
    }

    #[test]
    fn a_shuffled_order_has_all_places() {
        let mut order: Vec<u32> = (1..=50).collect();
        shuffle(&mut order, &mut Random::new(1));
        assert_ne!(order, (1..=50).collect::<Vec<_>>());
        order.sort_unstable();
        assert_eq!(order, (1..=50).collect::<Vec<_>>());
    }
}
