//! Threads of different nice values that compute, and what each group gets.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::process::setpriority_process;

use load_parts::cpus::Cpus;
use load_parts::work::{own_cpu_time, spin_a_little};

use crate::loads::Seconds;

/// Threads that compute at different nice values. Fails if a group's part of the CPU time
/// differs from its part of the weights by more than --tolerance-percent.
#[derive(clap::Args)]
pub struct Arguments {
    /// The nice values.
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true, default_values_t = [-10, 0, 10], value_parser = clap::value_parser!(i32).range(-20..20))]
    nices: Vec<i32>,
    /// Threads of each nice value; 0: as many as there are CPUs.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: u32,
    /// How far a part may be off, in percent of itself.
    #[arg(long, value_name = "PERCENT", default_value_t = 5)]
    tolerance_percent: u32,
    #[command(flatten)]
    seconds: Seconds,
}

/// How long all compute before it counts: weights change while threads start.
const SETTLING: Duration = Duration::from_millis(500);

/// Weights of nice -20 to 19, as the kernel defines them.
const WEIGHTS: [u32; 40] = [
    88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904,
    3906, 3121, 2501, 1991, 1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87,
    70, 56, 45, 36, 29, 23, 18, 15,
];

fn weight(nice: i32) -> Result<u32> {
    let place = usize::try_from(nice + 20)?;
    WEIGHTS.get(place).copied().context("no such nice value")
}

/// Runs the load.
pub fn run(arguments: &Arguments) -> Result<String> {
    let threads = match arguments.threads {
        0 => u32::try_from(Cpus::usable()?.count())?,
        threads => threads,
    };
    load_parts::kernel::threads_will_start();
    let start = Instant::now() + SETTLING;
    let end = start + arguments.seconds.time();
    let mut groups = Vec::new();
    for &nice in &arguments.nices {
        let start_one = |_| {
            std::thread::Builder::new()
                .spawn(move || compute(nice, start, end))
                .context("cannot start a thread")
        };
        groups.push((0..threads).map(start_one).collect::<Result<Vec<_>>>()?);
    }
    let mut times = Vec::new();
    for group in groups {
        let mut sum = Duration::ZERO;
        for thread in group {
            sum += thread
                .join()
                .unwrap_or_else(|_| bail!("a thread panicked"))?;
        }
        times.push(sum);
    }
    judge(&arguments.nices, &times, arguments.tolerance_percent)
}

/// Computes; gives the CPU time used from `start` to `end`.
fn compute(nice: i32, start: Instant, end: Instant) -> Result<Duration> {
    setpriority_process(None, nice).with_context(|| format!("nice cannot be {nice}"))?;
    let mut before = None;
    loop {
        spin_a_little();
        let now = Instant::now();
        if now >= end {
            // A thread that was not asked before the end got nothing that counts.
            return Ok(own_cpu_time() - before.unwrap_or_else(own_cpu_time));
        }
        if now >= start && before.is_none() {
            before = Some(own_cpu_time());
        }
    }
}

fn judge(nices: &[i32], times: &[Duration], tolerance_percent: u32) -> Result<String> {
    let weights: Vec<u32> = nices
        .iter()
        .map(|&nice| weight(nice))
        .collect::<Result<_>>()?;
    let whole: f64 = weights.iter().copied().map(f64::from).sum();
    let parts: Vec<f64> = weights
        .iter()
        .map(|&weight| f64::from(weight) / whole)
        .collect();
    let names: Vec<String> = nices.iter().map(|nice| format!("nice {nice}")).collect();
    judge_parts(&names, &parts, times, tolerance_percent)
}

/// Compares who got which part of the CPU time with who should have got which.
pub(super) fn judge_parts(
    names: &[String],
    parts: &[f64],
    times: &[Duration],
    tolerance_percent: u32,
) -> Result<String> {
    let whole: Duration = times.iter().sum();
    if whole.is_zero() {
        bail!("nobody got any CPU time");
    }
    let (mut words, mut wrong) = (Vec::new(), Vec::new());
    for ((name, wanted), time) in names.iter().zip(parts).zip(times) {
        let part = time.as_secs_f64() / whole.as_secs_f64();
        let off = (part / wanted - 1.0) * 100.0;
        words.push(format!("{name}: {:.2} % ({off:+.1} %)", part * 100.0));
        if off.abs() > f64::from(tolerance_percent) {
            wrong.push(format!(
                "{name} got {:.2} % instead of {:.2} %, off by {off:+.1} %",
                part * 100.0,
                wanted * 100.0
            ));
        }
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("; "));
    }
    Ok(words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_compared_with_weights() {
        let ms = |times: [u64; 3]| times.map(Duration::from_millis);
        // 9548 : 1024 : 110
        let (nices, exact) = ([-10, 0, 10], ms([9548, 1024, 110]));
        assert!(judge(&nices, &exact, 1).is_ok());
        assert!(judge(&nices, &ms([9548, 1024, 120]), 5).is_err());
        assert!(judge(&nices, &ms([9548, 1024, 114]), 5).is_ok());
        assert!(judge(&nices, &ms([0, 0, 0]), 5).is_err());
        assert!(weight(20).is_err());
    }
}
