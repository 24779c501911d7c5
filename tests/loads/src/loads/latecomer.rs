//! Threads that compute on CPUs of their own, and one more that comes later.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::process::setpriority_process;

use load_parts::cpus::Cpus;
use load_parts::work::{own_cpu_time, spin_a_little};

use crate::loads::Seconds;

/// Two light threads have two CPUs for themselves, and two others the next two; after a while a fifth
/// thread comes to the latter. Fails if it does not get about as much as those: the light ones' virtual time
/// has passed much faster meanwhile.
#[derive(clap::Args)]
pub struct Arguments {
    /// By how much of its third of two CPUs the latecomer may miss it, in percent.
    #[arg(long, value_name = "PERCENT", default_value_t = 20)]
    tolerance_percent: u32,
    #[command(flatten)]
    seconds: Seconds,
}

/// How long the first four are alone.
const ALONE: Duration = Duration::from_secs(3);

/// Nice value of the light threads.
const LIGHT: i32 = 19;

/// Runs the load.
pub fn run(arguments: &Arguments) -> Result<String> {
    let cpus: Vec<usize> = Cpus::usable()?.iter().collect();
    let &[a, b, c, d, ..] = cpus.as_slice() else {
        bail!("it takes four CPUs");
    };
    load_parts::kernel::threads_will_start();
    let ends = Arc::new(AtomicBool::new(false));
    let (first, second) = (
        Cpus::one(a).with(Cpus::one(b)),
        Cpus::one(c).with(Cpus::one(d)),
    );
    let start = |nice, cpus| start(nice, cpus, &ends);
    let mut others = Vec::new();
    for _ in 0..2 {
        others.push(start(LIGHT, first)?);
        others.push(start(0, second)?);
    }
    sleep(ALONE);
    let began = Instant::now();
    let latecomer = start(0, second)?;
    sleep(arguments.seconds.time());
    ends.store(true, Ordering::Relaxed);
    let got = join(latecomer)?;
    let wanted = began.elapsed() * 2 / 3;
    for other in others {
        join(other)?;
    }
    let part = got.as_secs_f64() / wanted.as_secs_f64() * 100.0;
    if part + f64::from(arguments.tolerance_percent) < 100.0 {
        bail!("the latecomer got {got:?}, {part:.0} % of a third of two CPUs");
    }
    Ok(format!(
        "the latecomer got {part:.0} % of a third of two CPUs"
    ))
}

fn start(nice: i32, cpus: Cpus, ends: &Arc<AtomicBool>) -> Result<JoinHandle<Result<Duration>>> {
    let ends = Arc::clone(ends);
    let compute = move || {
        cpus.restrict(None)?;
        setpriority_process(None, nice).with_context(|| format!("nice cannot be {nice}"))?;
        while !ends.load(Ordering::Relaxed) {
            spin_a_little();
        }
        Ok(own_cpu_time())
    };
    std::thread::Builder::new()
        .spawn(compute)
        .context("cannot start a thread")
}

fn join(thread: JoinHandle<Result<Duration>>) -> Result<Duration> {
    thread.join().unwrap_or_else(|_| bail!("a thread panicked"))
}
