//! Counters that do not fit what they count.

use super::*;

#[test]
fn broken_counts_are_found() {
    all_are_found(&[
        (
            Invariant::Owner,
            "CPU 1 is online and its owner is instance 0",
            |look| {
                look.cpus[1].owner = 0;
            },
        ),
        (
            Invariant::Owner,
            "CPU 1 is online and its owner is instance 9",
            |look| {
                look.cpus[1].owner = 9;
            },
        ),
        (Invariant::Owner, "CPU 1 is offline or taken", |look| {
            look.cpus[1].state = CPU_TAKEN;
        }),
        (
            Invariant::Holder,
            "CPU 0 runs thread 1 (pid 101) of primary and is held by idle",
            |look| {
                look.instances[1].generic.claims_idle = 1;
                of(look, 1).generic.flags |= THREAD_RAN;
                look.cpus[0].owner = 3;
            },
        ),
        (
            Invariant::CpuCount,
            "primary counts 2 CPUs; it and those below it own 1",
            |look| {
                look.cpus[1].owner = 3;
            },
        ),
        (Invariant::CpuCount, "root counts 3 CPUs", |look| {
            look.instances[0].generic.nr_cpus = 3;
        }),
        (
            Invariant::WantedCount,
            "primary wants 6 CPUs by its count; 5 threads",
            |look| {
                look.instances[1].generic.nr_wanted = 6;
            },
        ),
        (
            Invariant::WantedCount,
            "root wants 5 CPUs by its count; 4 threads",
            |look| {
                of(look, 1).generic.flags = 0;
            },
        ),
        (
            Invariant::ThreadCount,
            "primary counts 6 threads; 5 belong",
            |look| {
                look.threads[5] = None;
            },
        ),
        (
            Invariant::IdCount,
            "7 ids are in use by their count; 6",
            |look| {
                look.ids_in_use = 7;
            },
        ),
        (
            Invariant::FallbackCount,
            "1 threads wait in the shared queue by its count; 0",
            |look| {
                look.nr_shared = 1;
            },
        ),
        (
            Invariant::FallbackCount,
            "0 threads wait in the shared queue by its count; 1",
            |look| {
                of(look, 6).generic.fallback = FALLBACK_SHARED;
            },
        ),
        (
            Invariant::FallbackCount,
            "0 pinned threads wait for CPU 1 by its count; 1",
            |look| {
                of(look, 6).generic.fallback = FALLBACK_PINNED;
                of(look, 6).generic.fallback_cpu = 1;
            },
        ),
    ]);
}
