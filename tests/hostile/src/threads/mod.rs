//! Thread schedulers with a vice. Each has every thread of the machine and gets
//! every CPU that it wants: what goes wrong is its own doing.

pub mod always_restarts;
pub mod always_yields;
pub mod asks_for_millions;
pub mod asserts;
pub mod forgets_popped;
pub mod forgets_queued;
pub mod holds_its_lock;
pub mod idles_with_threads;
pub mod indexes_wrongly;
pub mod keeps_current;
pub mod links_anyone;
pub mod links_twice;
pub mod lists_cpus_twice;
pub mod longest_slice;
pub mod never_yields;
pub mod newest_first;
pub mod nobody_pops;
pub mod picks_misplaced;
pub mod preempts_each_tick;
pub mod remembers_nobody;
pub mod removes_absent;
pub mod runs_all_at_once;
pub mod runs_twice;
pub mod shortest_slice;
