//! Groups of threads that compute, and how many CPUs each group has.

use std::ffi::CString;
use std::str::FromStr;

use anyhow::{Context as _, Result, bail};

use load_parts::clock::{now_ns, sleep_until_ns};
use load_parts::kernel::Helper;
use load_parts::shared_memory::{self, Shareable};
use load_parts::work::{own_cpu_time, spin_a_little};

use std::sync::atomic::{AtomicU64, Ordering};

/// Groups of threads that compute, each thread named as its group, so that rules can tell
/// them apart. Fails if a group has other CPUs than --group says, on average from
/// --from-ms to --to-ms.
#[derive(clap::Args)]
pub struct Arguments {
    /// Name, threads, when they begin, and the CPUs that the group has to have: `left:8:0:3`
    /// or, within other bounds than --off-by, `left:8:0:2.5..4`.
    #[arg(long = "group", required = true, value_name = "NAME:THREADS:MS:CPUS")]
    groups: Vec<Group>,
    /// When measuring begins, after the start.
    #[arg(long, value_name = "MS", default_value_t = 500)]
    from_ms: u64,
    /// When it ends.
    #[arg(long, value_name = "MS", default_value_t = 1500)]
    to_ms: u64,
    /// By how much of a CPU a group may be off.
    #[arg(long, value_name = "CPUS", default_value_t = 0.25)]
    off_by: f64,
}

/// A group, as the command line has it.
#[derive(Clone, Debug, PartialEq)]
struct Group {
    name: String,
    threads: usize,
    begin_ms: u64,
    least: f64,
    most: f64,
    is_range: bool,
}

impl FromStr for Group {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        let &[name, threads, begin_ms, cpus] = parts.as_slice() else {
            bail!("write NAME:THREADS:MS:CPUS, as in left:8:0:3");
        };
        let (least, most) = cpus.split_once("..").unwrap_or((cpus, cpus));
        Ok(Self {
            name: name.to_owned(),
            threads: threads.parse().context("THREADS is no number")?,
            begin_ms: begin_ms.parse().context("MS is no number")?,
            least: least.parse().context("CPUS is no number")?,
            most: most.parse().context("CPUS is no number")?,
            is_range: cpus.contains(".."),
        })
    }
}

/// What a thread has used in the time that is measured.
struct Used(AtomicU64);

// SAFETY: an atomic, for which zero is valid.
unsafe impl Shareable for Used {}

/// When what happens, in nanoseconds of the monotonic clock.
#[derive(Clone, Copy)]
struct Times {
    begin_ns: u64,
    from_ns: u64,
    to_ns: u64,
}

/// How long starting everybody may take.
const PREPARATION_NS: u64 = 300_000_000;

/// Runs the load.
pub fn run(arguments: &Arguments) -> Result<String> {
    if arguments.to_ms <= arguments.from_ms {
        bail!("--to-ms has to be later than --from-ms");
    }
    let start_ns = now_ns() + PREPARATION_NS;
    let at = |ms: u64| start_ns + ms * 1_000_000;
    let mut crowd = Vec::new();
    for group in &arguments.groups {
        let used: &'static [Used] = shared_memory::slice(group.threads)?;
        let times = Times {
            begin_ns: at(group.begin_ms),
            from_ns: at(arguments.from_ms),
            to_ns: at(arguments.to_ms),
        };
        let name = group.name.clone();
        let process = Helper::start("crowd", move || compute(&name, used, times))?;
        crowd.push((group, used, process));
    }
    let wall_ns = (arguments.to_ms - arguments.from_ms) * 1_000_000;
    let (mut words, mut wrong) = (Vec::new(), Vec::new());
    for (group, used, process) in crowd {
        process
            .wait()
            .with_context(|| format!("group {}", group.name))?;
        let used_ns: u64 = used.iter().map(|one| one.0.load(Ordering::Acquire)).sum();
        let cpus = used_ns as f64 / wall_ns as f64;
        words.push(format!("{} had {cpus:.2} CPUs", group.name));
        let room = if group.is_range {
            0.0
        } else {
            arguments.off_by
        };
        if cpus < group.least - room || cpus > group.most + room {
            wrong.push(format!(
                "{} had {cpus:.2} CPUs instead of {:.2} to {:.2}",
                group.name,
                group.least - room,
                group.most + room
            ));
        }
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("; "));
    }
    Ok(words.join(", "))
}

/// A group's process.
fn compute(name: &str, used: &'static [Used], times: Times) -> Result<()> {
    let c_name = CString::new(name)?;
    rustix::thread::set_name(&c_name)?;
    load_parts::kernel::threads_will_start();
    let mut threads = Vec::new();
    for one in used {
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || compute_once(one, times))
            .context("cannot start a thread")?;
        threads.push(thread);
    }
    for thread in threads {
        thread
            .join()
            .unwrap_or_else(|_| bail!("a thread panicked"))?;
    }
    Ok(())
}

fn compute_once(used: &Used, times: Times) -> Result<()> {
    sleep_until_ns(times.begin_ns)?;
    let mut before = None;
    loop {
        let now = now_ns();
        if before.is_none() && now >= times.from_ns {
            before = Some(own_cpu_time());
        }
        if now >= times.to_ns {
            // A thread that did not run in between has used nothing that counts.
            let before = before.unwrap_or_else(own_cpu_time);
            let ns = own_cpu_time().saturating_sub(before).as_nanos();
            used.0.store(u64::try_from(ns)?, Ordering::Release);
            return Ok(());
        }
        spin_a_little();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_read() {
        let group: Group = "left:8:100:2.5..4".parse().unwrap();
        assert_eq!((group.threads, group.begin_ms), (8, 100));
        assert_eq!((group.least, group.most, group.is_range), (2.5, 4.0, true));
        let fixed: Group = "left:8:0:3".parse().unwrap();
        assert!(!fixed.is_range);
        assert!("left:8".parse::<Group>().is_err());
        assert!("left:x:0:3".parse::<Group>().is_err());
    }
}
