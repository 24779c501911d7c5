//! The kinds of operations that a storm mixes, one module each.
//!
//! Each runs in a process of its own until the storm is over. Some are threads
//! that do what threads do, and let others meddle with them; the others meddle.
//! A new kind is a module, and a line in [`KINDS`].

mod affinity;
mod boosts;
mod cgroups;
mod classes;
mod execs;
mod forks;
mod futexes;
mod hogs;
mod hotplug;
mod migration;
mod nice;
mod pinned;
mod pipes;
mod sleepers;
mod spinners;
mod stops;
mod threads;
mod yielders;

use anyhow::Result;

use crate::place::Place;

/// A kind of operation.
pub trait Kind: Sync {
    /// Its name, on the command line and in reports.
    fn name(&self) -> &'static str;

    /// Whether it is part of a gentle storm.
    fn is_gentle(&self) -> bool {
        true
    }

    /// Whether its threads disable migration, asleep or for long: they keep a CPU that
    /// is always online, see [`Place::anchor`].
    fn ties_itself(&self) -> bool {
        false
    }

    /// Why this machine has nothing for it to do, if so.
    fn obstacle(&self, _place: &Place) -> Option<&'static str> {
        None
    }

    /// Goes on until the storm is over. It has the process to itself.
    ///
    /// # Errors
    ///
    /// When something failed that no scheduler may make fail.
    fn run(&self, place: &Place) -> Result<()>;
}

/// All kinds. Their numbers are part of what a seed means, so new ones go to the end.
pub const KINDS: &[&dyn Kind] = &[
    &sleepers::Sleepers,
    &yielders::Yielders,
    &forks::Forks,
    &affinity::Affinity,
    &nice::Nice,
    &classes::Classes,
    &spinners::Spinners,
    &pipes::Pipes,
    &futexes::Futexes,
    &boosts::Boosts,
    &pinned::Pinned,
    &threads::Threads,
    &execs::Execs,
    &stops::Stops,
    &cgroups::Cgroups,
    &cgroups::Cpusets,
    &migration::TiedSleepers,
    &migration::Filtered,
    &hotplug::Hotplug,
    &hogs::Hogs,
];

/// The kind of that name, and its number.
pub fn number_of(name: &str) -> Option<usize> {
    KINDS.iter().position(|kind| kind.name() == name)
}

/// All names, for messages.
pub fn names() -> String {
    let names: Vec<_> = KINDS.iter().map(|kind| kind.name()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for (number, kind) in KINDS.iter().enumerate() {
            assert_eq!(number_of(kind.name()), Some(number));
        }
    }
}
