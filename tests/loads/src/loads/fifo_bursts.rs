//! `SCHED_FIFO` threads that keep a CPU for a while, again and again.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use load_parts::cpus::Cpus;
use load_parts::kernel::{Class, set_class};
use load_parts::random::Random;
use load_parts::work::spin_a_little;

use crate::limits::Limits;
use crate::loads::Seconds;

/// SCHED_FIFO threads, one on each of some CPUs, that compute for some tenths of a second
/// and sleep for some hundredths, again and again. Needs root.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many CPUs: the last ones.
    #[arg(long, default_value_t = 2)]
    cpus: usize,
    #[command(flatten)]
    seconds: Seconds,
}

/// How long a CPU is kept.
const KEPT: (Duration, Duration) = (Duration::from_millis(100), Duration::from_millis(280));
/// How long it is left alone then.
const LEFT: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(60));

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    load_parts::kernel::threads_will_start();
    let cpus: Vec<usize> = Cpus::usable()?.iter().collect();
    if arguments.cpus >= cpus.len() {
        bail!("--cpus {}: at least one has to be left", arguments.cpus);
    }
    let kept = cpus.iter().rev().take(arguments.cpus);
    let threads = kept.map(|&cpu| {
        let (time, random) = (arguments.seconds.time(), limits.random(cpu as u64));
        std::thread::Builder::new()
            .spawn(move || keep(cpu, time, random))
            .with_context(|| format!("cannot start a thread for CPU {cpu}"))
    });
    let threads: Vec<_> = threads.collect::<Result<_>>()?;
    let mut bursts = 0;
    for thread in threads {
        let ended = thread.join();
        bursts += ended.unwrap_or_else(|_| bail!("a thread panicked"))?;
    }
    Ok(format!("{bursts} bursts on {} CPUs", arguments.cpus))
}

fn keep(cpu: usize, time: Duration, mut random: Random) -> Result<u32> {
    Cpus::one(cpu).restrict(None)?;
    set_class(None, Class::Fifo(20))?;
    let (start, mut bursts) = (Instant::now(), 0);
    while start.elapsed() < time {
        let (burst, kept) = (Instant::now(), random.time(KEPT.0, KEPT.1));
        while burst.elapsed() < kept {
            spin_a_little();
        }
        bursts += 1;
        std::thread::sleep(random.time(LEFT.0, LEFT.1));
    }
    Ok(bursts)
}
