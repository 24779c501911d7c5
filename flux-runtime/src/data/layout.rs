//! The records that the BPF side and the agent share, as Rust sees them.
//!
//! Each struct is the twin of the one of the same name in
//! `bpf/flux/types.bpf.h`, where fields are explained; sizes and the offsets
//! that are used are asserted on both sides, and [`Layout`] compares what an
//! object says of itself with what this file says. The agent reads these
//! records and writes none but [`Config`] and [`Topology`], before load, and [`Rules`].

#![allow(
    missing_docs,
    dead_code,
    reason = "the fields are documented in types.bpf.h; some only hold their place"
)]

use std::mem::{offset_of, size_of};

/// Words of a CPU set, as many as `FLUX_MAX_CPUS` needs.
pub const CPUSET_WORDS: usize = MAX_CPUS as usize / 64;
/// CPUs that an object can name.
pub const MAX_CPUS: u32 = 512;
/// `FLUX_LAYOUT_MAGIC`: "flux".
const MAGIC: u32 = 0x7875_6c66;
/// `FLUX_LAYOUT_VERSION`.
const VERSION: u32 = 10;

/// A type that may be read from memory that something else writes: every bit
/// pattern is a value of it.
///
/// # Safety
/// The type is `repr(C)` and holds integers, arrays of them, and such structs
/// only.
pub unsafe trait Plain: Copy {}

// SAFETY: an integer.
unsafe impl Plain for u8 {}
// SAFETY: an integer.
unsafe impl Plain for u16 {}
// SAFETY: an integer.
unsafe impl Plain for u64 {}
// SAFETY: an integer.
unsafe impl Plain for u32 {}

/// A record's size and the offsets of its fields, to be compared with the type
/// information of an object.
pub struct Twin {
    /// The struct's name in C.
    pub name: &'static str,
    /// Its size in bytes.
    pub size: usize,
    /// The fields, by their names in C.
    pub fields: &'static [(&'static str, usize)],
}

/// Declares a record: the struct, and what to compare it by.
macro_rules! record {
    ($(#[$meta:meta])* pub struct $type:ident = $name:literal { $($field:ident: $field_type:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        #[repr(C)]
        pub struct $type {
            $(pub $field: $field_type),*
        }

        // SAFETY: `repr(C)`, and every field below is an integer or an array
        // of integers.
        unsafe impl $crate::data::layout::Plain for $type {}

        impl $type {
            /// The struct of the same layout in C.
            pub const TWIN: $crate::data::layout::Twin = $crate::data::layout::Twin {
                name: $name,
                size: ::std::mem::size_of::<Self>(),
                fields: &[$((stringify!($field), ::std::mem::offset_of!(Self, $field))),*],
            };
        }
    };
}
pub(super) use record;

/// `enum flux_thread_state`.
pub const THREAD_UNQUEUED: u32 = 0;
/// `FLUX_THREAD_HELD`: in its subscheduler's hands, on none of its lists and trees.
pub const THREAD_HELD: u32 = 1;
/// `FLUX_THREAD_LINKED`: on at least one of them.
pub const THREAD_LINKED: u32 = 2;
/// `FLUX_THREAD_CLAIMED`: a pick took it, and the kernel has not run it yet.
pub const THREAD_CLAIMED: u32 = 3;
/// `FLUX_THREAD_HANDED`: like held, while its subscheduler's op hears of it.
pub const THREAD_HANDED: u32 = 4;
/// `FLUX_FALLBACK_PINNED` in `enum flux_fallback`: waits in its CPU's own queue.
pub const FALLBACK_PINNED: u32 = 1 << 0;
/// `FLUX_FALLBACK_SHARED`: waits in the queue that all CPUs look into.
pub const FALLBACK_SHARED: u32 = 1 << 1;
/// `FLUX_CPU_ONLINE` in `enum flux_cpu_state`: the hierarchy has the CPU.
pub const CPU_ONLINE: u32 = 1;
/// `FLUX_CPU_TAKEN` in `enum flux_cpu_state`: a thread of a higher scheduling
/// class has the CPU.
pub const CPU_TAKEN: u32 = 2;
/// `FLUX_THREAD_RAN` in `enum flux_thread_flags`: has run since it was queued last.
pub const THREAD_RAN: u32 = 1 << 2;
/// `FLUX_THREAD_WANTS` in `enum flux_thread_flags`: queued with its
/// subscheduler, or running on a CPU of it.
pub const THREAD_WANTS: u32 = 1 << 0;
/// `FLUX_THREAD_DEAD` in `enum flux_thread_flags`: has exited, and keeps its id
/// until the kernel lets go of it.
pub const THREAD_DEAD: u32 = 1 << 4;

record! {
    #[derive(Default)]
    pub struct ThreadGeneric = "flux_thread_generic" {
        id: u32,
        sched: u32,
        pid: u32,
        tgid: u32,
        state: u32,
        flags: u32,
        generation: u32,
        weight: u32,
        nice: i32,
        next_free: u32,
        fallback: u32,
        fallback_cpu: u32,
        queued_at_period: u64,
        last_sched: u32,
        nr_linked: u32,
        allowed: [u64; CPUSET_WORDS],
        home: u32,
        ruled: u32,
        rules_seen: u32,
        renamed: u32,
        woke_at_ns: u64,
    }
}

record! {
    #[derive(Default, PartialEq, Eq)]
    pub struct Stats = "flux_stats" {
        requests: u64,
        grants: u64,
        yields: u64,
        preempts: u64,
        picks: u64,
        runs: u64,
        direct: u64,
        stale: u64,
        misplaced: u64,
        rescues: u64,
        ignored: u64,
        overruns: u64,
    }
}

impl Stats {
    /// What happened on two CPUs.
    pub fn plus(self, other: Self) -> Self {
        self.zip(other, u64::wrapping_add)
    }

    /// What happened since `earlier`.
    pub fn since(self, earlier: Self) -> Self {
        self.zip(earlier, u64::wrapping_sub)
    }

    fn zip(self, other: Self, op: fn(u64, u64) -> u64) -> Self {
        Self {
            requests: op(self.requests, other.requests),
            grants: op(self.grants, other.grants),
            yields: op(self.yields, other.yields),
            preempts: op(self.preempts, other.preempts),
            picks: op(self.picks, other.picks),
            runs: op(self.runs, other.runs),
            direct: op(self.direct, other.direct),
            stale: op(self.stale, other.stale),
            misplaced: op(self.misplaced, other.misplaced),
            rescues: op(self.rescues, other.rescues),
            ignored: op(self.ignored, other.ignored),
            overruns: op(self.overruns, other.overruns),
        }
    }
}

record! {
    #[derive(Default)]
    pub struct CpuGeneric = "flux_cpu_generic" {
        cpu: u32,
        state: u32,
        owner: u32,
        preempt_to: u32,
        halted: u32,
        rechecks: u32,
        turn: u32,
        current: u32,
        nr_pinned: u32,
        pinned_at_turn: u32,
        yielded: u64,
        busy: u32,
        higher_at_turn: u32,
        core: u32,
        llc: u32,
        node: u32,
        links_seen: u32,
        spare_at_period: u64,
        asked_at_period: u64,
        asked_at_turn: u32,
        forced_turns: u32,
    }
}

record! {
    #[derive(Default)]
    pub struct SchedGeneric = "flux_sched_generic" {
        id: u32,
        r#type: u32,
        parent: u32,
        tier: u32,
        claims_idle: u32,
        holds_threads: u32,
        nr_cpus: i32,
        nr_wanted: i32,
        nr_threads: i32,
        declined_at: u32,
        index: u32,
        nr_links: u32,
    }
}

record! {
    pub struct Topology = "flux_topology" {
        is_known: u32,
        nr_llcs: u32,
        core: [u16; MAX_CPUS as usize],
        llc: [u16; MAX_CPUS as usize],
        node: [u16; MAX_CPUS as usize],
    }
}

record! {
    #[derive(Default)]
    pub struct Config = "flux_config" {
        max_threads: u32,
        nr_cpus: u32,
        exit_dump_len: u32,
        rules: u32,
        fallback_slice_ns: u64,
        rescue_after_ns: u64,
        starved_after_ns: u64,
        watch_period_ns: u64,
    }
}

/// `FLUX_MAX_RULES`.
pub const MAX_RULES: usize = 64;
/// `FLUX_COMM_LEN`: bytes of a thread's name, the terminating 0 included.
pub const COMM_LEN: usize = 16;

/// `enum flux_condition`.
pub mod condition {
    pub const COMM: u32 = 1 << 0;
    pub const PROCESS: u32 = 1 << 1;
    pub const CGROUP: u32 = 1 << 2;
    pub const UID: u32 = 1 << 3;
    pub const NICE: u32 = 1 << 4;
    pub const KTHREAD: u32 = 1 << 5;
    pub const NO_KTHREAD: u32 = 1 << 6;
    pub const PID_NS: u32 = 1 << 7;
    pub const NO_PID_NS: u32 = 1 << 8;
    pub const NEVER: u32 = 1 << 9;
}

record! {
    /// A pattern as an automaton.
    #[derive(PartialEq, Eq)]
    pub struct Glob = "flux_glob" {
        mask: [u16; 256],
        star: u16,
        accept: u16,
    }
}

record! {
    #[derive(PartialEq, Eq)]
    pub struct Rule = "flux_rule" {
        sched: u32,
        conditions: u32,
        cgroup: u64,
        cgroup_level: u32,
        uid_min: u32,
        uid_max: u32,
        nice_min: i32,
        nice_max: i32,
        pid_ns: u32,
        comm: Glob,
        process: Glob,
    }
}

record! {
    pub struct RuleTable = "flux_rule_table" {
        nr: u32,
        pad: u32,
        rule: [Rule; MAX_RULES],
    }
}

record! {
    pub struct Rules = "flux_rules" {
        generation: u32,
        active: u32,
        table: [RuleTable; 2],
    }
}

record! {
    pub struct Globals = "flux_globals" {
        ids_free: u32,
        ids_high: u32,
        ids_in_use: u32,
        overflow_live: u32,
        ids_overflow: u64,
        nr_shared: u32,
        nr_rescue: u32,
        nr_cpus: u32,
        watched_id: u32,
        period: u64,
        rescue: [u32; 64],
        rescue_first: u32,
        rescue_slice_ns: u32,
    }
}

record! {
    pub struct ExitRecord = "flux_exit_info" {
        kind: i32,
        pad: u32,
        exit_code: i64,
        reason: [u8; 128],
        msg: [u8; 1024],
    }
}

record! {
    /// What an object says of its own structs.
    pub struct Layout = "flux_layout" {
        magic: u32,
        version: u32,
        nr_nodes: u32,
        sizeof_thread: u32,
        sizeof_cpu: u32,
        sizeof_cpu_part: u32,
        offsetof_cpu_part: u32,
        sizeof_sched: u32,
        sizeof_thread_generic: u32,
        sizeof_cpu_generic: u32,
        sizeof_sched_generic: u32,
        sizeof_stats: u32,
    }
}

const _: () = {
    assert!(size_of::<ThreadGeneric>() == 88 + 8 * CPUSET_WORDS);
    assert!(offset_of!(ThreadGeneric, queued_at_period) == 48);
    assert!(size_of::<Stats>() == 96);
    assert!(size_of::<CpuGeneric>() == 96);
    assert!(offset_of!(CpuGeneric, yielded) == 40);
    assert!(size_of::<SchedGeneric>() == 48);
    assert!(offset_of!(SchedGeneric, nr_cpus) == 24);
    assert!(size_of::<Topology>() == 8 + 6 * MAX_CPUS as usize);
    assert!(size_of::<Config>() == 48);
    assert!(size_of::<Rule>() == 1072);
    assert!(size_of::<Globals>() == 312);
    assert!(offset_of!(Globals, rescue) == 48);
    assert!(size_of::<ExitRecord>() == 1168);
    assert!(offset_of!(ExitRecord, msg) == 144);
    assert!(size_of::<Layout>() == 48);
};

/// Every record.
pub const TWINS: [&Twin; 13] = [
    &ThreadGeneric::TWIN,
    &Stats::TWIN,
    &CpuGeneric::TWIN,
    &SchedGeneric::TWIN,
    &Topology::TWIN,
    &Config::TWIN,
    &Glob::TWIN,
    &Rule::TWIN,
    &RuleTable::TWIN,
    &Rules::TWIN,
    &Globals::TWIN,
    &ExitRecord::TWIN,
    &Layout::TWIN,
];

impl Layout {
    /// Checks that this is an object of `nr_nodes` instances that was made for
    /// this version of the runtime.
    ///
    /// # Errors
    /// A sentence that says what differs.
    pub fn check(&self, nr_nodes: usize) -> Result<(), String> {
        if self.magic != MAGIC {
            return Err("it was not made by flux".to_owned());
        }
        if self.version != VERSION {
            return Err(format!(
                "its data layout is version {}, the runtime's is {VERSION}",
                self.version
            ));
        }
        for (what, object, runtime) in [
            ("the hierarchy's nodes", self.nr_nodes, nr_nodes),
            (
                "flux_thread_generic",
                self.sizeof_thread_generic,
                size_of::<ThreadGeneric>(),
            ),
            (
                "flux_cpu_generic",
                self.sizeof_cpu_generic,
                size_of::<CpuGeneric>(),
            ),
            (
                "flux_sched_generic",
                self.sizeof_sched_generic,
                size_of::<SchedGeneric>(),
            ),
            ("flux_stats", self.sizeof_stats, size_of::<Stats>()),
        ] {
            if object as usize != runtime {
                return Err(format!(
                    "{what}: {object} in the object, {runtime} in the runtime"
                ));
            }
        }
        if self.sizeof_thread < self.sizeof_thread_generic
            || self.sizeof_sched < self.sizeof_sched_generic
            || self.sizeof_cpu_part < self.sizeof_stats
            || u64::from(self.sizeof_cpu)
                < u64::from(self.offsetof_cpu_part)
                    + (u64::from(self.nr_nodes) + 1) * u64::from(self.sizeof_cpu_part)
        {
            return Err("its sizes contradict each other".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The layout record of an object with `nr_nodes` instances.
    pub fn layout(nr_nodes: u32) -> Layout {
        Layout {
            magic: MAGIC,
            version: VERSION,
            nr_nodes,
            sizeof_thread: 152,
            sizeof_cpu: 96 + (nr_nodes + 1) * 104,
            sizeof_cpu_part: 104,
            offsetof_cpu_part: 96,
            sizeof_sched: 56,
            sizeof_thread_generic: 152,
            sizeof_cpu_generic: 96,
            sizeof_sched_generic: 48,
            sizeof_stats: 96,
        }
    }

    #[test]
    fn an_object_of_another_version_is_refused() {
        assert_eq!(layout(3).check(3), Ok(()));
        let other = Layout {
            version: 99,
            ..layout(3)
        };
        assert_eq!(
            other.check(3),
            Err(format!(
                "its data layout is version 99, the runtime's is {VERSION}"
            ))
        );
        assert!(
            Layout {
                magic: 0,
                ..layout(3)
            }
            .check(3)
            .is_err()
        );
        assert!(layout(3).check(4).is_err());
        assert!(
            Layout {
                sizeof_stats: 72,
                ..layout(3)
            }
            .check(3)
            .is_err()
        );
        assert!(
            Layout {
                sizeof_cpu: 72,
                ..layout(3)
            }
            .check(3)
            .is_err()
        );
    }

    #[test]
    fn counters_wrap_like_the_kernel_s() {
        let before = Stats {
            picks: u64::MAX,
            ..Stats::default()
        };
        let after = Stats {
            picks: 2,
            ..Stats::default()
        };
        assert_eq!(after.since(before).picks, 3);
    }
}
