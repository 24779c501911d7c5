//! The machine that a storm may run on: whether it is one that exists for that,
//! and its CPUs.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use load_parts::cpus::Cpus;

/// What the init script of flux's test machines leaves for us.
const TEST_MACHINE: &str = "/run/flux-vm";

/// Fails unless this is a test machine, or `i_know` what may happen to it, and we
/// are root.
///
/// # Errors
///
/// With what to do instead.
pub fn require_fit(i_know: bool) -> Result<()> {
    if !i_know && !Path::new(TEST_MACHINE).exists() {
        bail!(
            "this is no test machine of flux ({TEST_MACHINE} is missing): a storm takes its CPUs \
             offline, stops threads and moves cgroups; run `cargo xtask storm`, or give --i-know"
        );
    }
    if !rustix::process::geteuid().is_root() {
        bail!("a storm needs root: for SCHED_FIFO, cgroups and CPUs");
    }
    Ok(())
}

/// Exists while whoever started the storm is about to attach or detach a scheduler.
const LULL: &str = "/run/flux-storm-lull";

/// Whether a scheduler is just being attached or detached, or about to be: classes
/// stay as they are, and all else is done seldom.
///
/// Up to Linux 6.18 the kernel puts every thread that changes its class meanwhile
/// above all those that it has not come to yet, its own threads for RCU among them,
/// and waits for RCU itself. Enough such threads keep a machine from everything for
/// half a minute (seen), whoever the scheduler is. And in between the kernel's own
/// scheduler has the machine, which lets threads of the least weight wait for longer
/// than 10 s when it is as crowded as in a storm. There is nothing to be learned about
/// a scheduler of flux from either, so nobody's progress is judged meanwhile.
pub fn is_switching() -> bool {
    if Path::new(LULL).exists() {
        return true;
    }
    let state = fs::read_to_string("/sys/kernel/sched_ext/state").unwrap_or_default();
    matches!(state.trim_end(), "enabling" | "disabling")
}

/// The CPUs that are online now.
///
/// # Errors
///
/// When the kernel does not say.
pub fn online() -> Result<Cpus> {
    let file = "/sys/devices/system/cpu/online";
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
    parse_list(&text).with_context(|| format!("{file} says `{}`", text.trim_end()))
}

/// Reads "0-2,5".
fn parse_list(text: &str) -> Option<Cpus> {
    let mut cpus = Cpus(0);
    for part in text.trim_end().split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
        let known = (first..=last).take_while(|&cpu| cpu < Cpus::MAX);
        cpus.0 |= known.fold(0, |bits, cpu| bits | Cpus::one(cpu).0);
    }
    Some(cpus)
}

/// As the kernel reads a set: "0,1,5".
pub fn list(cpus: Cpus) -> String {
    let names: Vec<_> = cpus.iter().map(|cpu| cpu.to_string()).collect();
    names.join(",")
}

/// The file that takes a CPU offline; none if that CPU has to stay.
pub fn switch_of(cpu: usize) -> Option<PathBuf> {
    let path = PathBuf::from(format!("/sys/devices/system/cpu/cpu{cpu}/online"));
    path.is_file().then_some(path)
}

/// Brings CPUs online that are not.
///
/// # Errors
///
/// When one stays offline.
pub fn bring_online(cpus: Cpus) -> Result<()> {
    for cpu in cpus.iter() {
        let Some(switch) = switch_of(cpu) else {
            continue;
        };
        let is_online = || fs::read_to_string(&switch).is_ok_and(|text| text.trim() == "1");
        if !is_online() {
            fs::write(&switch, "1")
                .with_context(|| format!("CPU {cpu} cannot be brought back online"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_cpus_are_read_and_written() {
        assert_eq!(parse_list("0-2,5\n"), Some(Cpus(0b10_0111)));
        assert_eq!(parse_list("0\n"), Some(Cpus(1)));
        assert_eq!(parse_list("0-9999\n"), Some(Cpus(u64::MAX)));
        assert_eq!(parse_list("\n"), None);
        assert_eq!(list(Cpus(0b10_0111)), "0,1,2,5");
        assert!(online().unwrap().count() > 0);
    }
}
