//! Work for the kernel's own thread of each CPU.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use load_parts::kernel::{Class, set_class};

use crate::limits::Limits;
use crate::loads::Seconds;

/// Reading it makes the kernel add up its statistics of memory: it queues work on
/// every online CPU, for a kernel thread that may run there only, and waits until
/// each has done it.
const ADD_UP: &str = "/proc/sys/vm/stat_refresh";

/// Between two rounds.
const PAUSE: Duration = Duration::from_millis(20);

/// Has a kernel thread on each CPU do a bit of work, again and again, and fails if one
/// of them took longer than --limit-ms. Needs root.
///
/// The one who asks is a realtime thread: it waits for nothing but them.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    seconds: Seconds,
}

/// Runs the load.
pub fn run(arguments: &Arguments, limits: &Limits) -> Result<String> {
    set_class(None, Class::Fifo(1))?;
    let start = Instant::now();
    let (mut rounds, mut total, mut worst) = (0u32, Duration::ZERO, Duration::ZERO);
    // How late a realtime thread's own sleep ends is nobody's doing but the machine's.
    let mut machine_late = Duration::ZERO;
    while rounds == 0 || start.elapsed() < arguments.seconds.time() {
        let asked = Instant::now();
        fs::read(ADD_UP).with_context(|| format!("cannot read {ADD_UP} (needs root)"))?;
        let took = asked.elapsed();
        if took > limits.standstill {
            bail!(
                "round {rounds}: the kernel threads of all CPUs took {} ms for a moment's work, \
                 more than the {} ms of --limit-ms; the machine itself was late by {} ms before",
                took.as_millis(),
                limits.standstill.as_millis(),
                machine_late.as_millis()
            );
        }
        worst = worst.max(took);
        total += took;
        rounds += 1;
        let slept = Instant::now();
        std::thread::sleep(PAUSE);
        machine_late = machine_late.max(slept.elapsed().saturating_sub(PAUSE));
    }
    Ok(format!(
        "{rounds} rounds on every CPU, the longest took {} ms, on average {} us; the machine \
         itself was late by {} ms",
        worst.as_millis(),
        (total / rounds).as_micros(),
        machine_late.as_millis()
    ))
}
