//! Policies that do everything wrong: `flux-hostile VICE [OPTIONS]`.
//!
//! Each vice is a hierarchy of its own, in the file of its name, and an ordinary agent:
//! the options are those of every scheduler. flux has to survive each of them: every
//! thread goes on answering, and either the scheduler stays attached and its accounts
//! name the culprit, or it exits with the policy's file and line. `tests/vm/hostile.sh`
//! requires that of each.
//!
//! Vices that the compiler refuses are in `tests/ui/call-not-here_hostile.rs`.
//!
//! An agent reads its command line itself. So this program starts itself again under
//! the name of the vice, which can also be given to it by a link.

mod cpus;
mod threads;

use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use flux::Hierarchy;

/// A vice: the name of its hierarchy, and the agent.
struct Vice {
    name: &'static str,
    run: fn() -> flux::Result<()>,
}

const fn vice<H: Hierarchy>() -> Vice {
    Vice {
        name: H::NAME,
        run: flux::main::<H>,
    }
}

/// All of them.
static VICES: &[Vice] = &[
    vice::<threads::always_restarts::AlwaysRestarts>(),
    vice::<threads::always_yields::AlwaysYields>(),
    vice::<threads::asks_for_millions::AsksForMillions>(),
    vice::<threads::asserts::Asserts>(),
    vice::<threads::forgets_popped::ForgetsPopped>(),
    vice::<threads::forgets_queued::ForgetsQueued>(),
    vice::<threads::holds_its_lock::HoldsItsLock>(),
    vice::<threads::idles_with_threads::IdlesWithThreads>(),
    vice::<threads::indexes_wrongly::IndexesWrongly>(),
    vice::<threads::keeps_current::KeepsCurrent>(),
    vice::<threads::links_anyone::LinksAnyone>(),
    vice::<threads::links_twice::LinksTwice>(),
    vice::<threads::lists_cpus_twice::ListsCpusTwice>(),
    vice::<threads::longest_slice::LongestSlice>(),
    vice::<threads::never_yields::NeverYields>(),
    vice::<threads::newest_first::NewestFirst>(),
    vice::<threads::nobody_pops::NobodyPops>(),
    vice::<threads::picks_misplaced::PicksMisplaced>(),
    vice::<threads::preempts_each_tick::PreemptsEachTick>(),
    vice::<threads::remembers_nobody::RemembersNobody>(),
    vice::<threads::removes_absent::RemovesAbsent>(),
    vice::<threads::runs_all_at_once::RunsAllAtOnce>(),
    vice::<threads::runs_twice::RunsTwice>(),
    vice::<threads::shortest_slice::ShortestSlice>(),
    vice::<cpus::asks_without_end::AsksWithoutEnd>(),
    vice::<cpus::changes_its_mind::ChangesItsMind>(),
    vice::<cpus::decides_nothing::DecidesNothing>(),
    vice::<cpus::feeds_the_idle::FeedsTheIdle>(),
    vice::<cpus::grants_the_yielder::GrantsTheYielder>(),
    vice::<cpus::never_grants::NeverGrants>(),
    vice::<cpus::preempts_its_child::PreemptsItsChild>(),
    vice::<cpus::starves_grandchild::StarvesGrandchild>(),
    vice::<cpus::starves_one::StarvesOne>(),
    vice::<cpus::withholds_odd_cpus::WithholdsOddCpus>(),
];

fn main() -> ExitCode {
    let mut arguments = std::env::args_os();
    let own_name = arguments.next().unwrap_or_default();
    if let Some(vice) = find(&own_name) {
        return match (vice.run)() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error:?}");
                ExitCode::FAILURE
            }
        };
    }
    match arguments.next() {
        Some(first) if first == "--list" => {
            for vice in VICES {
                println!("{}", vice.name);
            }
            ExitCode::SUCCESS
        }
        Some(first) if find(&first).is_some() => start_as(&first, arguments),
        _ => {
            eprintln!("give the name of a vice, one of those that --list prints");
            ExitCode::FAILURE
        }
    }
}

/// The vice of which `program` is the name or ends in it.
fn find(program: &OsString) -> Option<&'static Vice> {
    let name = Path::new(program).file_name()?;
    VICES.iter().find(|vice| name == vice.name)
}

/// Starts this program again, in this process, under the name of a vice. Returns only
/// if that fails.
fn start_as(vice: &OsString, options: impl Iterator<Item = OsString>) -> ExitCode {
    let error = Command::new("/proc/self/exe")
        .arg0(vice)
        .args(options)
        .exec();
    eprintln!("cannot start as {}: {error}", vice.display());
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vice_is_found_by_its_name_only() {
        for vice in VICES {
            let by_path = OsString::from(format!("/usr/bin/{}", vice.name));
            assert!(find(&by_path).is_some_and(|found| found.name == vice.name));
        }
        assert!(find(&OsString::from("flux-hostile")).is_none());
    }

    #[test]
    fn every_file_has_its_vice() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let count = |folder: &str| {
            std::fs::read_dir(source.join(folder))
                .expect("a folder of vices")
                .flatten()
                .filter(|entry| entry.file_name() != "mod.rs")
                .count()
        };
        assert_eq!(count("threads") + count("cpus"), VICES.len());
    }
}
