//! `Suspicion`: one thing that one look shows and that must not last.

use serde::Serialize;

use std::time::Duration;

/// What must hold, one name per rule. The order is that of the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Invariant {
    /// A CPU of the hierarchy has an instance as its owner; any other has none.
    Owner,
    /// A CPU is held by the instance of the thread that runs there, if that instance
    /// may claim idle CPUs.
    Holder,
    /// An instance counts the CPUs that it and those below it own.
    CpuCount,
    /// An instance counts the threads of it and below that want a CPU.
    WantedCount,
    /// An instance counts the threads that belong to it.
    ThreadCount,
    /// A thread that sleeps wants no CPU.
    WantsAsleep,
    /// A thread that is queued wants one.
    WantsQueued,
    /// A thread belongs to an instance, and only a linked one has neighbours.
    ThreadState,
    /// A linked thread is on as many lists and trees of its instance as it counts, and on
    /// at least one.
    ListMember,
    /// Lists are the same forwards and backwards, and have two ends.
    ListOrder,
    /// Parents and children in a tree know each other, and keys are in order.
    TreeOrder,
    /// As many ids are in use as threads have one.
    IdCount,
    /// A thread's id is its own, and is freed when the thread is gone.
    IdLeak,
    /// A thread that exited loses its id when the kernel has let go of it.
    IdKept,
    /// A live thread has an id, unless there are not enough.
    IdMissing,
    /// A cgroup counts the threads and cgroups that compete in it, and their weights.
    CgroupCount,
    /// No thread stays queued for longer than flux lets it.
    Ageing,
    /// The fallback queues count the threads that wait in them.
    FallbackCount,
    /// The watch timer fires.
    WatchTimer,
    /// No runnable thread is without CPU time for too long.
    Progress,
}

/// How long a suspicion has to last until it is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// So many looks in a row,
    pub looks: u32,
    /// over at least this time.
    pub span: Duration,
}

impl Invariant {
    /// How often it may seem broken because a look was torn.
    ///
    /// Counts have no generation, so a count is believed to be wrong only if it
    /// never was right in many looks and always erred to the same side. The spans
    /// are longer than an emulated CPU stands still in the middle of a change.
    pub fn patience(self) -> Patience {
        let (looks, millis) = match self {
            Self::CpuCount
            | Self::WantedCount
            | Self::ThreadCount
            | Self::IdCount
            | Self::CgroupCount
            | Self::FallbackCount => (15, 600),
            Self::Owner
            | Self::WantsQueued
            | Self::ThreadState
            | Self::ListMember
            | Self::ListOrder
            | Self::TreeOrder => (6, 300),
            // A thread that came while the watch timer held the CPU is settled later.
            Self::Holder => (6, 300),
            // Seen once a second.
            Self::IdLeak | Self::IdMissing | Self::WantsAsleep => (4, 3_000),
            // Grace periods have passed (judge/tasks.rs); somebody may still look at the task.
            Self::IdKept => (4, 6_000),
            // They have waited already.
            Self::Ageing | Self::WatchTimer | Self::Progress => (3, 30),
        };
        Patience {
            looks,
            span: Duration::from_millis(millis),
        }
    }
}

/// What makes two suspicions the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Key {
    /// The rule.
    pub invariant: Invariant,
    /// The id of a thread or an instance, or the number of a CPU.
    pub object: u32,
    /// Changes when something happens to the object; for counts, the side to
    /// which it errs.
    pub generation: u64,
}

/// One thing that one look shows and that must not last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspicion {
    /// What it is about.
    pub key: Key,
    /// What is wrong, in words.
    pub text: String,
    /// Ids of the threads that it concerns, for the dump.
    pub threads: Vec<u32>,
}
