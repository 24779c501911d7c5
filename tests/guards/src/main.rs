//! Schedulers under which guards of the core are needed every second, where an
//! ordinary one needs them once a day: `cargo xtask guards` takes each guard out and
//! requires that the tests notice.
//!
//! Not policies that do everything wrong; those are in tests/hostile. With all guards
//! in place each of these schedules well enough.
//!
//! An agent reads its command line itself, so the scheduler is chosen by the name under
//! which the program is started: a link `peeks` to it runs `peeks`.

mod doubles;
mod forgets;
mod loses;
mod moves;
mod orders;
mod peeks;
// A hostile policy that takes the CPU from the kernel's threads, too.
#[path = "../../hostile/src/threads/preempts_each_tick.rs"]
mod preempts_each_tick;
mod relinks;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use flux::Hierarchy;

/// A scheduler: the name of its hierarchy, and the agent.
type Scheduler = (&'static str, fn() -> flux::Result<()>);

/// All of them.
static SCHEDULERS: [Scheduler; 8] = [
    (doubles::Doubles::NAME, flux::main::<doubles::Doubles>),
    (forgets::Forgets::NAME, flux::main::<forgets::Forgets>),
    (loses::Loses::NAME, flux::main::<loses::Loses>),
    (moves::Moves::NAME, flux::main::<moves::Moves>),
    (orders::Orders::NAME, flux::main::<orders::Orders>),
    (peeks::Peeks::NAME, flux::main::<peeks::Peeks>),
    (
        preempts_each_tick::PreemptsEachTick::NAME,
        flux::main::<preempts_each_tick::PreemptsEachTick>,
    ),
    (relinks::Relinks::NAME, flux::main::<relinks::Relinks>),
];

fn main() -> ExitCode {
    let program = std::env::args_os().next().unwrap_or_default();
    let Some((_, run)) = find(&program) else {
        let names: Vec<&str> = SCHEDULERS.iter().map(|(name, _)| *name).collect();
        eprintln!("start this program by a link with the name of a scheduler: {names:?}");
        return ExitCode::FAILURE;
    };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The scheduler of which `program` has the name.
fn find(program: &OsString) -> Option<&'static Scheduler> {
    let name = Path::new(program).file_name()?;
    SCHEDULERS.iter().find(|(known, _)| name == *known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheduler_is_found_by_its_name_only() {
        let found = |path: &str| find(&OsString::from(path)).map(|(name, _)| *name);
        assert_eq!(found("/usr/bin/peeks"), Some("peeks"));
        assert_eq!(found("/usr/bin/flux-guarded"), None);
        assert_eq!(found(""), None);
    }
}
