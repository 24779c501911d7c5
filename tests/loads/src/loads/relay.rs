//! A thread that becomes runnable just when the only CPU that is free for it goes idle.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use load_parts::cpus::Cpus;
use load_parts::kernel::{Class, set_class, state_of};
use load_parts::work::spin_a_little;
use rustix::process::Pid;

use crate::limits::Limits;
use crate::loads::Seconds;

/// A thread wakes up just when one of its two CPUs goes idle, and a realtime thread keeps
/// the other, on which it was last. Fails if it takes longer than --limit-ms to get on.
/// Needs root and three CPUs.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    seconds: Seconds,
}

/// How long after the CPU was told to go idle the thread is woken up.
const DELAY: (Duration, Duration) = (Duration::ZERO, Duration::from_millis(6));

/// What a thread takes to go to sleep after it has answered.
const ASLEEP: Duration = Duration::from_millis(3);

/// The CPUs: one that goes idle, one where the thread was last, one to wake up from.
struct Places {
    idles: usize,
    last: usize,
    waker: usize,
}

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let usable: Vec<usize> = Cpus::usable()?.iter().collect();
    let &[idles, last, waker, ..] = usable.as_slice() else {
        bail!("this takes three CPUs, there are {}", usable.len());
    };
    let places = Places { idles, last, waker };
    let holder = Runner::start(Cpus::one(idles))?;
    let woken = Runner::start(Cpus::one(idles).with(Cpus::one(last)))?;
    set_class(None, Class::Fifo(50))?;
    let result = wake_in_time(&places, &holder, &woken, arguments.seconds.time(), limits);
    set_class(None, Class::Other)?;
    holder.end()?;
    woken.end()?;
    result
}

fn wake_in_time(
    places: &Places,
    holder: &Runner,
    woken: &Runner,
    time: Duration,
    limits: &Limits,
) -> Result<String> {
    let (start, mut random) = (Instant::now(), limits.random(0));
    let (mut turns, mut skipped, mut worst) = (0u32, 0u32, Duration::ZERO);
    while start.elapsed() < time {
        Cpus::one(places.waker).restrict(None)?;
        holder.ask(HOLD);
        holder.wait_for(HOLDS, limits.standstill);
        // Its first CPU is taken, so it goes to the other one.
        woken.ask(ANSWER);
        let took = woken.wait_for(ASLEEP_SOON, 10 * limits.standstill);
        judge(turns, places.last, took, limits.standstill)?;
        // If it was interrupted just now it waits for its CPU, and would for as long as the
        // realtime thread that comes is there.
        if !woken.sleeps_within(limits.standstill) {
            skipped += 1;
            continue;
        }
        keep_cpu_for(ASLEEP);
        Cpus::one(places.last).restrict(None)?;
        holder.ask(LET_GO);
        holder.wait_for(ASLEEP_SOON, limits.standstill);
        keep_cpu_for(random.time(DELAY.0, DELAY.1));
        woken.ask(ANSWER);
        let took = woken.wait_for(ASLEEP_SOON, 10 * limits.standstill);
        judge(turns, places.idles, took, limits.standstill)?;
        worst = worst.max(took);
        turns += 1;
    }
    if turns <= skipped {
        bail!("the thread did not go to sleep in time in {skipped} turns, and did in {turns}");
    }
    Ok(format!(
        "{turns} turns, the slowest answer took {} us",
        worst.as_micros()
    ))
}

/// Waited for longer than the limit: whether it was late or lost is half the explanation.
fn judge(turn: u32, idle: usize, took: Duration, limit: Duration) -> Result<()> {
    if took <= limit {
        return Ok(());
    }
    let (limit_ms, took_ms) = (limit.as_millis(), took.as_millis());
    let but = if took > 10 * limit { "nor" } else { "but" };
    bail!(
        "turn {turn}: no answer within {limit_ms} ms, the limit of --limit-ms, {but} within {took_ms} ms, \
         though CPU {idle} was idle"
    );
}

fn keep_cpu_for(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        std::hint::black_box(0);
    }
}

// What a runner is asked to do, and what it does.
const ASLEEP_SOON: u8 = 0;
const ANSWER: u8 = 1;
const HOLD: u8 = 2;
const HOLDS: u8 = 3;
const LET_GO: u8 = 4;
const END: u8 = 5;

/// A thread that sleeps until it is asked.
struct Runner {
    state: Arc<AtomicU8>,
    tid: Pid,
    handle: JoinHandle<Result<()>>,
}

impl Runner {
    /// Starts it, and waits until it sleeps where it belongs.
    fn start(cpus: Cpus) -> Result<Self> {
        load_parts::kernel::threads_will_start();
        let state = Arc::new(AtomicU8::new(ANSWER));
        let own = Arc::clone(&state);
        let (tell, told) = std::sync::mpsc::channel();
        let handle = std::thread::Builder::new().spawn(move || {
            cpus.restrict(None)?;
            // Nobody who waits for it is gone.
            let _ = tell.send(rustix::thread::gettid());
            live(&own);
            Ok(())
        })?;
        let Ok(tid) = told.recv() else {
            bail!("a thread may not use the CPUs {cpus:?}");
        };
        let runner = Self { state, tid, handle };
        while runner.state.load(Ordering::Acquire) != ASLEEP_SOON && !runner.handle.is_finished() {
            std::thread::sleep(ASLEEP);
        }
        Ok(runner)
    }

    fn ask(&self, what: u8) {
        self.state.store(what, Ordering::Release);
        self.handle.thread().unpark();
    }

    /// Waits, no longer than a bit more than the limit; gives how long. Never sleeps.
    fn wait_for(&self, state: u8, limit: Duration) -> Duration {
        let start = Instant::now();
        while self.state.load(Ordering::Acquire) != state && start.elapsed() <= limit {
            std::hint::black_box(0);
        }
        start.elapsed()
    }

    /// Whether it went to sleep in time. Never sleeps itself.
    fn sleeps_within(&self, limit: Duration) -> bool {
        let start = Instant::now();
        while state_of(self.tid) != Some('S') {
            if start.elapsed() > limit {
                return false;
            }
        }
        true
    }

    fn end(self) -> Result<()> {
        self.ask(END);
        let ended = self.handle.join();
        ended.unwrap_or_else(|_| bail!("a thread panicked"))
    }
}

fn live(state: &AtomicU8) {
    loop {
        match state.load(Ordering::Acquire) {
            END => return,
            HOLD => {
                state.store(HOLDS, Ordering::Release);
                while state.load(Ordering::Acquire) == HOLDS {
                    spin_a_little();
                }
            }
            ANSWER | LET_GO => {
                state.store(ASLEEP_SOON, Ordering::Release);
                std::thread::park();
            }
            _ => std::thread::park(),
        }
    }
}
