//! What cgroups count against what competes in them.

use super::super::look::{Cgroup, Look};
use super::super::suspicion::{Invariant, Key, Suspicion};
use super::Rules;
use crate::data::cgroups::CgroupShare;

/// What competes in one cgroup for the CPUs of one instance, counted from below.
#[derive(Default)]
struct Competing {
    /// Runnable threads of its own.
    threads: i32,
    /// Cgroups below in which something is.
    cgroups: i32,
    /// The weights of both.
    weights: i64,
}

/// Judges the counts of all cgroups.
pub fn judge(look: &Look, rules: &Rules<'_>, found: &mut Vec<Suspicion>) {
    let there = compete(look);
    for (slot, cgroup) in (0..).zip(&look.cgroups) {
        for (sched, share) in (1..).zip(&cgroup.shares) {
            let Some(competing) = there.get(place(look, slot, sched)) else {
                continue;
            };
            for (counted, there, of) in differences(slot, cgroup, share, competing) {
                if counted != there {
                    let text = format!(
                        "the cgroup with id {} in {} counts {counted} {of}; it is {there}",
                        cgroup.head.id,
                        rules.name(sched)
                    );
                    found.push(Suspicion {
                        key: Key {
                            invariant: Invariant::CgroupCount,
                            object: place(look, slot, sched) as u32,
                            generation: u64::from(counted > there),
                        },
                        text,
                        threads: Vec::new(),
                    });
                }
            }
        }
    }
}

/// Where what competes in a slot's cgroup for an instance is in [`compete`]'s answer.
fn place(look: &Look, slot: u32, sched: u32) -> usize {
    slot as usize * (look.instances.len() + 1) + sched as usize
}

/// What is counted, what is there, and of what.
fn differences(
    slot: u32,
    cgroup: &Cgroup,
    share: &CgroupShare,
    competing: &Competing,
) -> [(i64, i64, &'static str); 4] {
    let is_active = i32::from(competing.threads > 0) + competing.cgroups;
    // The root competes with nobody, and tells nobody above.
    let (active, in_parent) = match slot {
        0 => (share.active, 0),
        _ if share.active > 0 => (is_active, cgroup.head.weight),
        _ => (is_active, 0),
    };
    [
        (
            share.nr.into(),
            competing.threads.into(),
            "runnable threads",
        ),
        (
            share.load,
            competing.weights,
            "as the weights of what competes",
        ),
        (share.active.into(), active.into(), "competing parts"),
        (
            share.counted.into(),
            in_parent.into(),
            "in its parent as its weight",
        ),
    ]
}

/// What competes in each cgroup for each instance.
fn compete(look: &Look) -> Vec<Competing> {
    let mut all = Vec::new();
    all.resize_with(
        place(look, look.cgroups.len() as u32, 0),
        Competing::default,
    );
    for member in look.members.iter().filter(|member| member.sched != 0) {
        if let Some(sum) = all.get_mut(place(look, member.slot, member.sched)) {
            sum.threads += 1;
            sum.weights += i64::from(member.weight);
        }
    }
    let in_use = look.cgroups.iter().skip(1);
    for cgroup in in_use.filter(|cgroup| cgroup.head.refs > 0) {
        for (sched, share) in (1..).zip(&cgroup.shares) {
            if let Some(sum) = all.get_mut(place(look, cgroup.head.parent, sched)) {
                sum.cgroups += i32::from(share.active > 0);
                sum.weights += i64::from(share.counted);
            }
        }
    }
    all
}
