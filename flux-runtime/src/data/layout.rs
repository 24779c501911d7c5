//! The records that the BPF side and the agent share, as Rust sees them.
//!
//! Each struct is the twin of the one of the same name in
//! `bpf/flux/types.bpf.h`, where fields are explained; sizes and the offsets
//! that are used are asserted on both sides, and [`Layout`] compares what an
//! object says of itself with what this file says. The agent reads these
//! records and writes none but [`Config`], before load.

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
const VERSION: u32 = 2;

/// A type that may be read from memory that something else writes: every bit
/// pattern is a value of it.
///
/// # Safety
/// The type is `repr(C)` and holds integers, arrays of them, and such structs
/// only.
pub unsafe trait Plain: Copy {}

macro_rules! plain {
    ($($type:ty),* $(,)?) => {
        // SAFETY: all of these are integers, or `repr(C)` structs of integers.
        $(unsafe impl Plain for $type {})*
    };
}

plain!(
    u8,
    u32,
    ThreadGeneric,
    Stats,
    CpuGeneric,
    SchedGeneric,
    Config,
    Globals,
    ExitRecord,
    Layout
);

/// `enum flux_thread_state`.
pub const THREAD_UNQUEUED: u32 = 0;
/// `FLUX_CPU_TAKEN` in `enum flux_cpu_state`: a thread of a higher scheduling
/// class has the CPU.
pub const CPU_TAKEN: u32 = 2;
/// `FLUX_THREAD_WANTS` in `enum flux_thread_flags`: queued with its
/// subscheduler, or running on a CPU of it.
pub const THREAD_WANTS: u32 = 1 << 0;

#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct ThreadGeneric {
    pub id: u32,
    pub sched: u32,
    pub pid: u32,
    pub tgid: u32,
    pub state: u32,
    pub flags: u32,
    pub generation: u32,
    pub weight: u32,
    pub nice: i32,
    pub next_free: u32,
    pub fallback: u32,
    pub fallback_cpu: u32,
    pub queued_at_ns: u64,
    pub allowed: [u64; CPUSET_WORDS],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Stats {
    pub requests: u64,
    pub grants: u64,
    pub yields: u64,
    pub preempts: u64,
    pub picks: u64,
    pub runs: u64,
    pub direct: u64,
    pub stale: u64,
    pub misplaced: u64,
    pub rescues: u64,
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
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct CpuGeneric {
    pub cpu: u32,
    pub state: u32,
    pub owner: u32,
    pub preempt_to: u32,
    pub halted: u32,
    pub turn: u32,
    pub current: u32,
    pub nr_pinned: u32,
    pub yielded: u64,
    pub pick_overruns: u64,
    pub busy: u32,
    pub higher_at_turn: u32,
}

#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct SchedGeneric {
    pub id: u32,
    pub kind: u32,
    pub parent: u32,
    pub tier: u32,
    pub claims_idle: u32,
    pub holds_threads: u32,
    pub nr_cpus: i32,
    pub nr_wanted: i32,
    pub nr_threads: i32,
    pub pad: u32,
}

#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Config {
    pub max_threads: u32,
    pub nr_cpus: u32,
    pub exit_dump_len: u32,
    pub pad: u32,
    pub fallback_slice_ns: u64,
    pub rescue_after_ns: u64,
    pub watch_period_ns: u64,
}

#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Globals {
    pub ids_free: u32,
    pub ids_high: u32,
    pub ids_in_use: u32,
    pub overflow_live: u32,
    pub ids_overflow: u64,
    pub nr_shared: u32,
    pub nr_rescue: u32,
    pub nr_cpus: u32,
    pub pad: u32,
    pub rescue: [u32; 64],
}

#[derive(Clone, Copy)]
#[repr(C)]
pub struct ExitRecord {
    pub kind: i32,
    pub pad: u32,
    pub exit_code: i64,
    pub reason: [u8; 128],
    pub msg: [u8; 1024],
}

/// What an object says of its own structs.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Layout {
    pub magic: u32,
    pub version: u32,
    pub nr_nodes: u32,
    pub sizeof_thread: u32,
    pub sizeof_cpu: u32,
    pub sizeof_cpu_part: u32,
    pub offsetof_cpu_part: u32,
    pub sizeof_sched: u32,
    pub sizeof_thread_generic: u32,
    pub sizeof_cpu_generic: u32,
    pub sizeof_sched_generic: u32,
    pub sizeof_stats: u32,
}

const _: () = {
    assert!(size_of::<ThreadGeneric>() == 56 + 8 * CPUSET_WORDS);
    assert!(offset_of!(ThreadGeneric, queued_at_ns) == 48);
    assert!(size_of::<Stats>() == 80);
    assert!(size_of::<CpuGeneric>() == 56);
    assert!(offset_of!(CpuGeneric, yielded) == 32);
    assert!(size_of::<SchedGeneric>() == 40);
    assert!(offset_of!(SchedGeneric, nr_cpus) == 24);
    assert!(size_of::<Config>() == 40);
    assert!(size_of::<Globals>() == 296);
    assert!(offset_of!(Globals, rescue) == 40);
    assert!(size_of::<ExitRecord>() == 1168);
    assert!(offset_of!(ExitRecord, msg) == 144);
    assert!(size_of::<Layout>() == 48);
};

/// A twin's size and the offsets of its fields.
pub struct Twin {
    /// The struct's name in C.
    pub name: &'static str,
    /// Its size in bytes.
    pub size: usize,
    /// Fields of the same name on both sides, with their offsets.
    pub fields: &'static [(&'static str, usize)],
}

macro_rules! twin {
    ($name:literal, $type:ty, $($field:ident),*) => {
        Twin {
            name: $name,
            size: size_of::<$type>(),
            fields: &[$((stringify!($field), offset_of!($type, $field))),*],
        }
    };
}

/// Every twin, to be compared with the type information of an object.
pub const TWINS: &[Twin] = &[
    twin!(
        "flux_thread_generic",
        ThreadGeneric,
        id,
        sched,
        pid,
        tgid,
        state,
        flags,
        generation,
        weight,
        nice,
        next_free,
        fallback,
        fallback_cpu,
        queued_at_ns,
        allowed
    ),
    twin!(
        "flux_stats",
        Stats,
        requests,
        grants,
        yields,
        preempts,
        picks,
        runs,
        direct,
        stale,
        misplaced,
        rescues
    ),
    twin!(
        "flux_cpu_generic",
        CpuGeneric,
        cpu,
        state,
        owner,
        preempt_to,
        halted,
        turn,
        current,
        nr_pinned,
        yielded,
        pick_overruns,
        busy,
        higher_at_turn
    ),
    twin!(
        "flux_sched_generic",
        SchedGeneric,
        id,
        parent,
        tier,
        claims_idle,
        holds_threads,
        nr_cpus,
        nr_wanted,
        nr_threads
    ),
    twin!(
        "flux_config",
        Config,
        max_threads,
        nr_cpus,
        exit_dump_len,
        fallback_slice_ns,
        rescue_after_ns,
        watch_period_ns
    ),
    twin!(
        "flux_globals",
        Globals,
        ids_free,
        ids_high,
        ids_in_use,
        overflow_live,
        ids_overflow,
        nr_shared,
        nr_rescue,
        nr_cpus,
        rescue
    ),
    twin!("flux_exit_info", ExitRecord, kind, exit_code, reason, msg),
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
            sizeof_thread: 136,
            sizeof_cpu: 56 + (nr_nodes + 1) * 88,
            sizeof_cpu_part: 88,
            offsetof_cpu_part: 56,
            sizeof_sched: 48,
            sizeof_thread_generic: 120,
            sizeof_cpu_generic: 56,
            sizeof_sched_generic: 40,
            sizeof_stats: 80,
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
            Err("its data layout is version 99, the runtime's is 2".to_owned())
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
                sizeof_cpu: 56,
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
