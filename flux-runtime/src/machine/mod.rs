//! What this machine is and allows: the questions that are asked before
//! anything is loaded, and afterwards to judge the accounts.
//!
//! All answers come from /proc and /sys. The parts that read text are pure
//! functions, so that they are tested with the texts of other machines.

pub mod limits;
pub mod topology;

use std::fs;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, SchedExtMissing};

/// The oldest kernel whose sched_ext has what flux needs.
const MIN_KERNEL: (u32, u32) = (6, 16);
/// Bits of `CapEff` in /proc/self/status, from the kernel's capability.h.
const CAP_SYS_ADMIN: u32 = 21;
const CAP_PERFMON: u32 = 38;
const CAP_BPF: u32 = 39;
/// How long the kernel may take to remove a scheduler, or to switch to one.
const SWITCHING: Duration = Duration::from_secs(5);
/// What the kernel tells about itself by.
const FILE_SYSTEMS: [(&str, &str, &str); 2] = [
    ("/proc", "proc", "/proc/self"),
    ("/sys", "sysfs", "/sys/kernel"),
];

/// Checks everything that a load needs and that can be known before it.
///
/// # Errors
/// The first thing that is missing.
pub fn check_ready(scheduler: &str) -> Result<(), Error> {
    for (path, kind, inside) in FILE_SYSTEMS {
        if !Path::new(inside).exists() {
            return Err(Error::NotMounted { path, kind });
        }
    }
    check_kernel()?;
    let status = read("/proc/self/status")?;
    if !may_load(&status) {
        return Err(Error::NotRoot {
            scheduler: scheduler.to_owned(),
        });
    }
    if !Path::new("/sys/kernel/btf/vmlinux").exists() {
        return Err(Error::NoBtf {
            release: kernel_release(),
        });
    }
    match occupied(scheduler) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// Why there is no place for `scheduler`; `None` if no scheduler is attached.
///
/// One that is on its way out, such as that of an agent that was killed, is gone
/// in a moment; one that is on its way in has a name in a moment.
pub fn occupied(scheduler: &str) -> Option<Error> {
    let start = Instant::now();
    while matches!(sched_ext_state().as_str(), "disabling" | "enabling")
        && start.elapsed() < SWITCHING
    {
        thread::sleep(Duration::from_millis(10));
    }
    let ops = attached_scheduler()?;
    // What generated code names itself in the kernel.
    Some(if ops.strip_prefix("flux_") == Some(scheduler) {
        Error::RunsAlready {
            scheduler: scheduler.to_owned(),
        }
    } else {
        Error::Occupied { ops }
    })
}

/// Checks that the kernel has a sched_ext that is new enough.
fn check_kernel() -> Result<(), Error> {
    let release = kernel_release();
    let too_old = parse_release(&release).is_some_and(|version| version < MIN_KERNEL);
    let missing = if !Path::new("/sys/kernel/sched_ext").exists() {
        if too_old {
            SchedExtMissing::TooOld
        } else {
            SchedExtMissing::ConfiguredOff
        }
    } else if too_old {
        SchedExtMissing::EarlyVersion
    } else {
        return Ok(());
    };
    Err(Error::NoSchedExt { release, missing })
}

/// The kernel's release, `6.18.15-amd64`.
pub fn kernel_release() -> String {
    fs::read_to_string("/proc/sys/kernel/osrelease").map_or_else(
        |_| "of unknown version".to_owned(),
        |text| text.trim().to_owned(),
    )
}

fn parse_release(release: &str) -> Option<(u32, u32)> {
    let mut numbers = release.split(|c: char| !c.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Whether `CapEff` in the text of /proc/self/status allows loading.
fn may_load(status: &str) -> bool {
    let capabilities = status
        .lines()
        .find_map(|line| line.strip_prefix("CapEff:"))
        .and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok())
        .unwrap_or(0);
    let has = |bit: u32| capabilities >> bit & 1 != 0;
    has(CAP_SYS_ADMIN) || (has(CAP_BPF) && has(CAP_PERFMON))
}

/// The name of the scheduler that is attached now, whoever attached it.
pub fn attached_scheduler() -> Option<String> {
    let state = sched_ext_state();
    if state == "disabled" {
        return None;
    }
    let ops = fs::read_to_string("/sys/kernel/sched_ext/root/ops").unwrap_or_default();
    let name = ops.trim();
    Some(if name.is_empty() { "unknown" } else { name }.to_owned())
}

/// What /sys/kernel/sched_ext/state says: enabled, disabled, or on the way.
pub fn sched_ext_state() -> String {
    fs::read_to_string("/sys/kernel/sched_ext/state")
        .map_or_else(|_| "disabled".to_owned(), |text| text.trim().to_owned())
}

/// How often a CPU came or went so far, as the kernel counts for schedulers; 0 if
/// it does not tell, which is also what a scheduler says that does not mind.
pub fn hotplug_seq() -> u64 {
    fs::read_to_string("/sys/kernel/sched_ext/hotplug_seq")
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(0)
}

/// Why the kernel takes no scheduler: CPUs are isolated. Nothing to ask beforehand, for it minds
/// only some ways to isolate them.
pub fn isolated() -> Option<Error> {
    let cpus = fs::read_to_string("/sys/devices/system/cpu/isolated").ok()?;
    let cpus = cpus.trim().to_owned();
    (!cpus.is_empty()).then_some(Error::IsolatedCpus { cpus })
}

/// One more than the highest CPU number that this machine may ever have.
///
/// # Errors
/// If /sys does not say.
pub fn possible_cpus() -> Result<u32, Error> {
    let text = read("/sys/devices/system/cpu/possible")?;
    parse_cpu_list(&text)
        .and_then(|cpus| cpus.into_iter().max())
        .map(|highest| highest + 1)
        .ok_or_else(|| Error::System {
            doing: "counting the CPUs (/sys/devices/system/cpu/possible)".to_owned(),
            source: io::Error::new(io::ErrorKind::InvalidData, text),
        })
}

/// The CPUs that are online now, by number; `None` if /sys does not say.
pub fn online_cpus() -> Option<Vec<u32>> {
    parse_cpu_list(&fs::read_to_string("/sys/devices/system/cpu/online").ok()?)
}

/// Reads `0-2,7`, the kernel's way to write a set of CPUs.
fn parse_cpu_list(text: &str) -> Option<Vec<u32>> {
    let mut cpus = Vec::new();
    for range in text.trim().split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last) = (first.parse::<u32>().ok()?, last.parse::<u32>().ok()?);
        // No kernel has more CPUs; a broken file must not fill the memory.
        if last > u32::from(u16::MAX) {
            return None;
        }
        cpus.extend(first..=last);
    }
    Some(cpus)
}

/// How many threads of this machine the scheduler has now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LiveThreads {
    /// Threads of a class that sched_ext takes over, and that live.
    pub live: u32,
    /// Such threads that exited and whose parent has not asked yet.
    pub zombies: u32,
}

/// Counts the threads of all processes, the kernel's own included.
///
/// # Errors
/// If /proc cannot be read. Threads that go away meanwhile are no error.
pub fn count_threads() -> io::Result<LiveThreads> {
    let mut counts = LiveThreads::default();
    for process in fs::read_dir("/proc")?.flatten() {
        let is_process = process
            .file_name()
            .to_str()
            .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_process {
            continue;
        }
        let Ok(threads) = fs::read_dir(process.path().join("task")) else {
            continue;
        };
        for thread in threads.flatten() {
            let Ok(stat) = fs::read_to_string(thread.path().join("stat")) else {
                continue;
            };
            match parse_stat(&stat) {
                Some((policy, _)) if !is_taken_over(policy) => {}
                Some((_, 'Z' | 'X')) => counts.zombies += 1,
                Some(_) => counts.live += 1,
                None => {}
            }
        }
    }
    Ok(counts)
}

/// Policy and state of a thread, from its /proc/…/stat.
fn parse_stat(stat: &str) -> Option<(u32, char)> {
    // The command may hold blanks and parentheses; nothing behind it does.
    let fields: Vec<&str> = stat
        .get(stat.rfind(')')? + 1..)?
        .split_whitespace()
        .collect();
    // Field 3 of proc(5) is the first one here; the policy is field 41.
    let state = fields.first()?.chars().next()?;
    Some((fields.get(38)?.parse().ok()?, state))
}

/// Whether sched_ext schedules the policy: SCHED_NORMAL, SCHED_BATCH,
/// SCHED_IDLE and SCHED_EXT.
pub fn is_taken_over(policy: u32) -> bool {
    matches!(policy, 0 | 3 | 5 | 7)
}

fn read(path: &str) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::System {
        doing: format!("reading {path}"),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_compare_by_number() {
        assert_eq!(parse_release("6.18.15+deb13-cloud-amd64"), Some((6, 18)));
        assert_eq!(parse_release("6.9.0"), Some((6, 9)));
        assert_eq!(parse_release("7.0-rc1"), Some((7, 0)));
        assert_eq!(parse_release("unknown"), None);
        assert!(parse_release("6.9.0") < Some(MIN_KERNEL));
        assert!(parse_release("7.0.1") > Some(MIN_KERNEL));
    }

    #[test]
    fn capabilities_decide_not_the_user() {
        let status = |hex: &str| format!("Name:\thello\nUid:\t0\t0\t0\t0\nCapEff:\t{hex}\n");
        assert!(may_load(&status("000001ffffffffff")));
        assert!(may_load(&status("000000c000000000")), "BPF and PERFMON");
        assert!(!may_load(&status("0000008000000000")), "BPF alone");
        assert!(
            !may_load(&status("0000000000000000")),
            "root in a container"
        );
        assert!(!may_load(""));
    }

    #[test]
    fn cpu_lists() {
        assert_eq!(parse_cpu_list("0-3\n"), Some(vec![0, 1, 2, 3]));
        assert_eq!(parse_cpu_list("0,2-3,8\n"), Some(vec![0, 2, 3, 8]));
        assert_eq!(parse_cpu_list("0-4294967295"), None);
        assert_eq!(parse_cpu_list("\n"), None);
    }

    #[test]
    fn stat_lines() {
        let tail = " 0".repeat(37);
        let line = |name: &str, state: char, policy: u32| {
            format!("42 ({name}) {state}{tail} {policy} 0 0")
        };
        assert_eq!(parse_stat(&line("a b) c", 'S', 1)), Some((1, 'S')));
        assert_eq!(parse_stat(&line("sh", 'Z', 0)), Some((0, 'Z')));
        assert_eq!(parse_stat("42 (sh) S 1 2"), None);
    }

    #[test]
    fn this_process_is_counted() -> io::Result<()> {
        assert!(count_threads()?.live >= 1);
        Ok(())
    }
}
