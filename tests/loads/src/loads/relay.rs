//! Two threads that somebody on another CPU wakes up in turns, so that one becomes
//! runnable just when the CPU goes idle after the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, Thread};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use load_parts::cpus::Cpus;
use load_parts::kernel::{Class, set_class};
use load_parts::random::Random;
use load_parts::work::spin_a_little;

use crate::limits::Limits;
use crate::loads::Seconds;

/// Two threads share one CPU and are woken up in turns by a realtime thread that keeps
/// another CPU busy: each just after the other has gone to sleep. Fails if one of them
/// takes longer than --limit-ms to answer. Needs root.
///
/// Both may use the busy CPU, too, so that they are not pinned.
#[derive(clap::Args)]
pub struct Arguments {
    /// The CPU that they share.
    #[arg(long, default_value_t = 0)]
    cpu: usize,
    #[command(flatten)]
    seconds: Seconds,
}

/// How long after the one's answer the other one is woken up.
const DELAY: (Duration, Duration) = (Duration::ZERO, Duration::from_millis(6));

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    let usable = Cpus::usable()?;
    if !usable.contains(arguments.cpu) {
        bail!("--cpu {}: this process may not use that CPU", arguments.cpu);
    }
    let busy = usable.without(arguments.cpu).iter().next();
    let busy = busy.context("there is no second CPU to wake them up from")?;
    let rest = usable
        .iter()
        .filter(|&cpu| cpu != arguments.cpu && cpu != busy);
    let both = rest.fold(usable, |both, cpu| both.without(cpu));
    let runners = [Runner::start(both)?, Runner::start(both)?];
    Cpus::one(busy).restrict(None)?;
    set_class(None, Class::Fifo(50))?;
    let result = wake_in_turns(&runners, arguments.seconds.time(), limits);
    set_class(None, Class::Other)?;
    for runner in runners {
        runner.end()?;
    }
    result
}

fn wake_in_turns(runners: &[Runner], time: Duration, limits: &Limits) -> Result<String> {
    let (start, mut random) = (Instant::now(), limits.random(0));
    let (mut turns, mut worst) = (0u32, Duration::ZERO);
    for runner in runners.iter().cycle() {
        if start.elapsed() > time {
            break;
        }
        let took = runner.answer(limits.standstill);
        if took > limits.standstill {
            bail!(
                "turn {turns}: no answer within {} ms, the limit of --limit-ms",
                limits.standstill.as_millis()
            );
        }
        worst = worst.max(took);
        turns += 1;
        wait(&mut random);
    }
    Ok(format!(
        "{turns} turns, the slowest answer took {} us",
        worst.as_micros()
    ))
}

/// Keeps the CPU for a random while.
fn wait(random: &mut Random) {
    let (end, start) = (random.time(DELAY.0, DELAY.1), Instant::now());
    while start.elapsed() < end {
        std::hint::black_box(0);
    }
}

/// A thread that sleeps until it is asked.
struct Runner {
    asked: Arc<AtomicBool>,
    ended: Arc<AtomicBool>,
    handle: JoinHandle<Result<()>>,
}

impl Runner {
    fn start(cpus: Cpus) -> Result<Self> {
        load_parts::kernel::threads_will_start();
        let (asked, ended) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
        let (seen, over) = (Arc::clone(&asked), Arc::clone(&ended));
        let handle = std::thread::Builder::new().spawn(move || {
            cpus.restrict(None)?;
            while !over.load(Ordering::Acquire) {
                if seen.load(Ordering::Acquire) {
                    spin_a_little();
                    seen.store(false, Ordering::Release);
                }
                std::thread::park();
            }
            Ok(())
        })?;
        Ok(Self {
            asked,
            ended,
            handle,
        })
    }

    fn thread(&self) -> &Thread {
        self.handle.thread()
    }

    /// Wakes it up and waits, no longer than a bit more than the limit; gives how long.
    fn answer(&self, limit: Duration) -> Duration {
        let start = Instant::now();
        self.asked.store(true, Ordering::Release);
        self.thread().unpark();
        while self.asked.load(Ordering::Acquire) && start.elapsed() <= limit {
            std::hint::black_box(0);
        }
        start.elapsed()
    }

    fn end(self) -> Result<()> {
        self.ended.store(true, Ordering::Release);
        self.thread().unpark();
        let ended = self.handle.join();
        ended.unwrap_or_else(|_| bail!("a runner panicked"))
    }
}
