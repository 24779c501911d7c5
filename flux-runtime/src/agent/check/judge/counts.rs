//! Counters against what they count: CPUs, wishes, threads, ids.

use super::super::look::{Look, Thread};
use super::super::suspicion::{Invariant, Key, Suspicion};
use super::{Rules, about};
use crate::data::layout::{
    CPU_ONLINE, FALLBACK_PINNED, FALLBACK_SHARED, THREAD_RAN, THREAD_UNQUEUED, THREAD_WANTS,
};

/// Judges all counters.
pub fn judge(look: &Look, rules: &Rules<'_>, found: &mut Vec<Suspicion>) {
    owners(look, found);
    holders(look, rules, found);
    for (id, instance) in (1..).zip(&look.instances) {
        let name = rules.name(id);
        let generic = &instance.generic;
        let within = |thread: &Thread| look.is_within(thread.generic.sched, id);
        let owned = look.cpus.iter().filter(|cpu| look.is_within(cpu.owner, id));
        compare(
            found,
            Invariant::CpuCount,
            id,
            generic.nr_cpus,
            owned.count(),
            |is, is_not| format!("{name} counts {is_not} CPUs; it and those below it own {is}"),
        );
        let wanting = look.known_threads().filter(|thread| within(thread));
        let wanting = wanting.filter(|thread| thread.generic.flags & THREAD_WANTS != 0);
        compare(
            found,
            Invariant::WantedCount,
            id,
            generic.nr_wanted,
            wanting.count(),
            |is, is_not| {
                format!(
                    "{name} wants {is_not} CPUs by its count; {is} threads of it and below want one"
                )
            },
        );
        let own = look
            .known_threads()
            .filter(|thread| thread.generic.sched == id);
        compare(
            found,
            Invariant::ThreadCount,
            id,
            generic.nr_threads,
            own.count(),
            |is, is_not| format!("{name} counts {is_not} threads; {is} belong to it"),
        );
    }
    let known = look.known_threads().count();
    compare(
        found,
        Invariant::IdCount,
        0,
        look.ids_in_use.cast_signed(),
        known,
        |is, is_not| format!("{is_not} ids are in use by their count; {is} threads have one"),
    );
    fallback(look, found);
}

/// A CPU that the hierarchy has is an instance's, any other nobody's.
fn owners(look: &Look, found: &mut Vec<Suspicion>) {
    for cpu in &look.cpus {
        let is_owned = look.instance(cpu.owner).is_some();
        let is_ours = cpu.state == CPU_ONLINE;
        // While its owner is being changed, it may be anything.
        if cpu.busy != 0 || (is_ours == is_owned && (is_owned || cpu.owner == 0)) {
            continue;
        }
        found.push(Suspicion {
            key: Key {
                invariant: Invariant::Owner,
                object: cpu.cpu,
                generation: u64::from(cpu.owner) << 32 | u64::from(cpu.state),
            },
            text: format!(
                "CPU {} is {} and its owner is instance {}",
                cpu.cpu,
                if is_ours {
                    "online"
                } else {
                    "offline or taken"
                },
                cpu.owner
            ),
            threads: vec![cpu.current],
        });
    }
}

/// A thread that went straight to an idle CPU has taken it over.
fn holders(look: &Look, rules: &Rules<'_>, found: &mut Vec<Suspicion>) {
    for cpu in &look.cpus {
        let Some(thread) = look.thread(cpu.current) else {
            continue;
        };
        let generic = &thread.generic;
        let runs = generic.state == THREAD_UNQUEUED && generic.flags & THREAD_RAN != 0;
        let instance = look.instance(generic.sched);
        let claims = instance.is_some_and(|instance| instance.generic.claims_idle != 0);
        let is_ours = cpu.state == CPU_ONLINE && cpu.busy == 0 && cpu.halted == 0;
        if runs && claims && is_ours && cpu.owner != generic.sched {
            let text = format!(
                "CPU {} runs {} and is held by {}",
                cpu.cpu,
                rules.thread(thread),
                rules.name(cpu.owner)
            );
            found.push(about(Invariant::Holder, thread, text));
        }
    }
}

/// The fallback queues' counts against the threads that say they wait there.
fn fallback(look: &Look, found: &mut Vec<Suspicion>) {
    let waits = |thread: &&Thread, queue: u32| thread.generic.fallback & queue != 0;
    let shared = look
        .known_threads()
        .filter(|thread| waits(thread, FALLBACK_SHARED));
    let counted = look.nr_shared.cast_signed();
    compare(
        found,
        Invariant::FallbackCount,
        0,
        counted,
        shared.count(),
        |is, is_not| {
            format!("{is_not} threads wait in the shared queue by its count; {is} are marked so")
        },
    );
    for cpu in &look.cpus {
        let pinned = look
            .known_threads()
            .filter(|thread| waits(thread, FALLBACK_PINNED))
            .filter(|thread| thread.generic.fallback_cpu == cpu.cpu);
        let (number, counted) = (cpu.cpu, cpu.nr_pinned.cast_signed());
        compare(
            found,
            Invariant::FallbackCount,
            number + 1,
            counted,
            pinned.count(),
            |is, is_not| {
                format!(
                    "{is_not} pinned threads wait for CPU {number} by its count; {is} are marked so"
                )
            },
        );
    }
}

/// Compares a count with what there is. Which side it errs to is its generation:
/// a torn look errs to both.
fn compare(
    found: &mut Vec<Suspicion>,
    invariant: Invariant,
    object: u32,
    counted: i32,
    there: usize,
    text: impl Fn(usize, i32) -> String,
) {
    let (counted_wide, there_wide) = (i64::from(counted), there as i64);
    if counted_wide == there_wide {
        return;
    }
    found.push(Suspicion {
        key: Key {
            invariant,
            object,
            generation: u64::from(counted_wide > there_wide),
        },
        text: text(there, counted),
        threads: Vec::new(),
    });
}
